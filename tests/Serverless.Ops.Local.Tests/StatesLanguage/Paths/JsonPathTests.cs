using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.Tests.StatesLanguage.Paths;

/// <summary>Cases from https://states-language.net/spec.html#path and https://www.rfc-editor.org/rfc/rfc9535.</summary>
public sealed class JsonPathTests
{
    private const string Input =
        """{"foo":123,"bar":["a","b","c"],"car":{"cdr":true},"a b":{"c.d":1},"none":null,"lists":[{"x":[1,2]},{"x":[3]},{}]}""";
    private const string Context = """{"Task":{"Token":"t"}}""";

    [Theory]
    [InlineData("$", Input)]
    [InlineData("$.foo", "123")]
    [InlineData("$.bar", """["a","b","c"]""")]
    [InlineData("$.bar[1]", "\"b\"")]
    [InlineData("$.car.cdr", "true")]
    [InlineData("$['car']['cdr']", "true")]
    [InlineData("$.['a b'].['c.d']", "1")]
    [InlineData("$.none", "null")]
    [InlineData("$.bar[*]", """["a","b","c"]""")]
    [InlineData("$.lists[*].x[*]", "[1,2,3]")]
    [InlineData("$.lists[*].y", "[]")]
    [InlineData("$.missing[*]", "[]")]
    [InlineData("$$.Task.Token", "\"t\"")]
    public void Path_ThatLeadsSomewhere_GivesItsValue(string path, string expected)
    {
        JsonPath
            .Parse(path)
            .TryRead(new PathRoots(JsonNode.Parse(Input), JsonNode.Parse(Context)!.AsObject()), out JsonNode? value)
            .ShouldBeTrue();

        StateJson.ToText(value).ShouldBe(expected);
    }

    [Theory]
    [InlineData("$.missing")]
    [InlineData("$.foo.bar")]
    [InlineData("$.bar[3]")]
    [InlineData("$.bar.cdr")]
    [InlineData("$.car[0]")]
    [InlineData("$$.Execution.Input.b")]
    public void Path_ThatLeadsNowhere_SaysSo(string path) =>
        JsonPath.Parse(path).TryRead(new PathRoots(JsonNode.Parse(Input), JsonNode.Parse(Context)!.AsObject()), out _).ShouldBeFalse();

    [Theory]
    [InlineData("foo")]
    [InlineData("$foo")]
    [InlineData("$.")]
    [InlineData("$..foo")]
    [InlineData("$.foo-bar")]
    [InlineData("$.1a")]
    [InlineData("$.bar[0:1]")]
    [InlineData("$.bar[-1]")]
    [InlineData("$.bar[0,1]")]
    [InlineData("$.bar[?(@.x)]")]
    [InlineData("$.bar[")]
    [InlineData("$['foo")]
    [InlineData("$.length()")]
    [InlineData("$$.Task.Other")]
    [InlineData("$$.Task.Token.x")]
    [InlineData("$$.Map.Item.Value")]
    [InlineData("$$.Executon.Id")]
    [InlineData("$$[0]")]
    [InlineData("$$.Execution[*]")]
    public void Path_WithWhatIsNotSupported_IsRefused(string path) =>
        Should.Throw<FormatException>(() => JsonPath.Parse(path)).Message.ShouldContain(path);

    // Cases from the specification's section on ResultPath.
    [Theory]
    [InlineData("$", """{"a":1}""", """{"sum":6}""", """{"sum":6}""")]
    [InlineData("$.sum", """{"title":"Numbers to add","numbers":[3,4]}""", "7", """{"title":"Numbers to add","numbers":[3,4],"sum":7}""")]
    [InlineData("$.foo.bar", """{"a":1}""", "7", """{"a":1,"foo":{"bar":7}}""")]
    [InlineData("$.a", """{"a":{"b":1}}""", "7", """{"a":7}""")]
    [InlineData("$.a.b", """{"a":{"b":1,"c":2}}""", "[7]", """{"a":{"b":[7],"c":2}}""")]
    [InlineData("$.a[1]", """{"a":[1,2,3]}""", "null", """{"a":[1,null,3]}""")]
    [InlineData("$.a", "null", "7", """{"a":7}""")]
    public void ResultPath_PutsTheResultIntoTheRawInput(string path, string input, string result, string expected) =>
        StateJson.ToText(ResultPath.Parse(path).Put(JsonNode.Parse(input), JsonNode.Parse(result))).ShouldBe(expected);

    [Fact]
    public void ResultPath_Null_DiscardsTheResult() => StateJson.ToText(ResultPath.Discard.Put(JsonNode.Parse(Input), 7)).ShouldBe(Input);

    [Theory]
    [InlineData("$.a.b", """{"a":1}""")]
    [InlineData("$.a", "[1]")]
    [InlineData("$.a[3]", """{"a":[1]}""")]
    [InlineData("$.a[0]", """{"a":{}}""")]
    public void ResultPath_ThatDoesNotFit_IsItsOwnError(string path, string input) =>
        Should
            .Throw<StateErrorException>(() => ResultPath.Parse(path).Put(JsonNode.Parse(input), 1))
            .Error.ShouldBe("States.ResultPathMatchFailure");

    [Theory]
    [InlineData("$$.Task.Token")]
    [InlineData("$.a[*]")]
    public void ResultPath_OfManyPlacesOrTheContext_IsRefused(string path) => Should.Throw<FormatException>(() => ResultPath.Parse(path));
}
