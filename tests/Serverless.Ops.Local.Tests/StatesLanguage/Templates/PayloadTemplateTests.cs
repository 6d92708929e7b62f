using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Paths;
using Serverless.Ops.Local.StatesLanguage.Templates;

namespace Serverless.Ops.Local.Tests.StatesLanguage.Templates;

/// <summary>Cases from https://states-language.net/spec.html#payload-template and from its appendix B.</summary>
public sealed class PayloadTemplateTests
{
    private const string Input =
        """{"flagged":7,"vals":[0,10,20],"name":"ä'b","half":1.5,"big":2147483647,"obj":{"a":1,"b":"""
        + """{"c":2}},"json":"{\"x\":[1,null]}","none":null}""";
    private const string Context = """{"Task":{"Token":"tok"},"Execution":{"Input":{"b":9}}}""";

    [Theory]
    [InlineData("""{"flag.$":"$.flagged","static":"$.flagged"}""", """{"flag":7,"static":"$.flagged"}""")]
    [InlineData(
        """{"parm":{"first.$":"$.vals[0]","rest":[{"x.$":"$.vals[1]"},"y.$"]}}""",
        """{"parm":{"first":0,"rest":[{"x":10},"y.$"]}}"""
    )]
    [InlineData("""{"n.$":"$.none","t.$":"$$.Task.Token"}""", """{"n":null,"t":"tok"}""")]
    [InlineData("""{"a.$":"States.Array($.flagged, 'x', true, null, -4)"}""", """{"a":[7,"x",true,null,-4]}""")]
    [InlineData("""{"a.$":"States.Array()"}""", """{"a":[]}""")]
    [InlineData("""{"s.$":"States.JsonToString($.obj)"}""", """{"s":"{\"a\":1,\"b\":{\"c\":2}}"}""")]
    [InlineData("""{"j.$":"States.StringToJson($.json)"}""", """{"j":{"x":[1,null]}}""")]
    [InlineData(
        """{"j.$":"States.StringToJson('{\"x\":[{\"y\":1,\"y\":null}],\"z\":1,\"z\":2.50}')"}""",
        """{"j":{"x":[{"y":null}],"z":2.50}}"""
    )]
    [InlineData("""{"b.$":"States.Base64Encode($.name)"}""", """{"b":"w6QnYg=="}""")]
    [InlineData("""{"b.$":"States.Base64Encode(States.JsonToString($.vals))"}""", """{"b":"WzAsMTAsMjBd"}""")]
    [InlineData("""{"q.$":"States.Base64Encode('it\\'s')"}""", """{"q":"aXQncw=="}""")]
    [InlineData("""{"m.$":"States.MathAdd($.flagged, -8)"}""", """{"m":-1}""")]
    [InlineData("""{"m.$":"States.MathAdd($.half, 1)"}""", """{"m":3}""")]
    [InlineData("""{"o.$":"States.JsonMerge($.obj, $$.Execution.Input, false)"}""", """{"o":{"a":1,"b":9}}""")]
    public void Template_FillsPathsAndFunctions(string template, string expected) => StateJson.ToText(Fill(template)).ShouldBe(expected);

    [Theory]
    [InlineData("""{"a.$":"$.missing"}""", "States.ParameterPathFailure")]
    [InlineData("""{"a.$":"States.Array($.missing)"}""", "States.ParameterPathFailure")]
    [InlineData("""{"a.$":"States.StringToJson($.name)"}""", "States.IntrinsicFailure")]
    [InlineData("""{"a.$":"States.StringToJson($.flagged)"}""", "States.IntrinsicFailure")]
    [InlineData("""{"a.$":"States.Base64Encode($.obj)"}""", "States.IntrinsicFailure")]
    [InlineData("""{"a.$":"States.MathAdd($.name, 1)"}""", "States.IntrinsicFailure")]
    [InlineData("""{"a.$":"States.MathAdd($.big, 1)"}""", "States.IntrinsicFailure")]
    [InlineData("""{"a.$":"States.JsonMerge($.obj, $.obj, true)"}""", "States.IntrinsicFailure")]
    [InlineData("""{"a.$":"States.JsonMerge($.obj, $.vals, false)"}""", "States.IntrinsicFailure")]
    public void Template_ThatCannotBeFilled_NamesTheError(string template, string error) =>
        Should.Throw<StateErrorException>(() => Fill(template)).Error.ShouldBe(error);

    [Fact]
    public void Base64Encode_OfMoreThanTenThousandCharacters_Fails()
    {
        var template = PayloadTemplate.Read(JsonNode.Parse("""{"a.$":"States.Base64Encode($.text)"}""")!.AsObject());

        JsonNode? whole = template.Fill(new PathRoots(new JsonObject { ["text"] = new string('x', 10_000) }, []));
        StateErrorException failure = Should.Throw<StateErrorException>(() =>
            template.Fill(new PathRoots(new JsonObject { ["text"] = new string('x', 10_001) }, []))
        );

        ((string)whole!["a"]!).Length.ShouldBe(13_336);
        failure.Error.ShouldBe("States.IntrinsicFailure");
    }

    [Theory]
    [InlineData("""{"a.$":"plain"}""")]
    [InlineData("""{"a.$":1}""")]
    [InlineData("""{"a.$":"States.Format('{}', $.x)"}""")]
    [InlineData("""{"a.$":"States.MathAdd(1)"}""")]
    [InlineData("""{"a.$":"States.Array($.x"}""")]
    [InlineData("""{"a.$":"States.Array($.x $.y)"}""")]
    [InlineData("""{"a.$":"States.Array('x)"}""")]
    [InlineData("""{"a.$":"States.Array($.x) "}""")]
    [InlineData("""{"a":{"b.$":"$..x"}}""")]
    [InlineData("""{"a.$":"States.Array($.x,)"}""")]
    [InlineData("""{"a.$":"States.Array($.x, )"}""")]
    [InlineData("""{"a":1,"a.$":"$.b"}""")]
    [InlineData("""{"list":[{"a.$":"$.b","a":1}]}""")]
    public void Template_ThatIsNotUnderstood_IsRefused(string template) =>
        Should.Throw<FormatException>(() => PayloadTemplate.Read(JsonNode.Parse(template)!.AsObject()));

    private static JsonNode? Fill(string template) =>
        PayloadTemplate
            .Read(JsonNode.Parse(template)!.AsObject())
            .Fill(new PathRoots(JsonNode.Parse(Input), JsonNode.Parse(Context)!.AsObject()));
}
