using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Paths;
using Serverless.Ops.Local.StatesLanguage.Tasks;
using Serverless.Ops.Local.StatesLanguage.Templates;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Reads one state by its type.</summary>
internal static class StateReader
{
    public static State Read(FieldReader fields, TaskResources resources)
    {
        string type = fields.Text("Type");
        if (string.IsNullOrWhiteSpace(fields.OptionalText("Comment")))
        {
            throw fields.Error("Comment", "the field is missing", "say in one sentence what the state is for");
        }

        State state = type switch
        {
            "Pass" => new PassState(
                fields.State,
                Next(fields),
                Flow(fields, hasSelector: false),
                fields.Has("Result"),
                fields.Node("Result")
            ),
            "Task" => TaskReader.Read(fields, Next(fields), Flow(fields, hasSelector: true), resources),
            "Choice" => new ChoiceState(fields.State, ConditionReader.Rules(fields), fields.OptionalText("Default")),
            "Wait" => new WaitState(fields.State, Next(fields), fields.Whole("Seconds", 1, 99_999_999)),
            "Succeed" => new SucceedState(fields.State),
            "Fail" => new FailState(fields.State, FixedOrPath(fields, "Error"), FixedOrPath(fields, "Cause")),
            _ => throw fields.Error("Type", $"{type} is not supported", "use Pass, Task, Choice, Wait, Succeed or Fail"),
        };
        fields.End();
        if (state is not TaskState { Resource.WaitsForToken: true })
        {
            TaskTokenUse.RefuseIn(fields);
        }

        return state;
    }

    private static string? Next(FieldReader fields)
    {
        string? next = fields.OptionalText("Next");
        bool isEnd =
            fields.Has("End")
            && (
                fields.Node("End") is JsonValue value && value.TryGetValue(out bool end) && end
                    ? true
                    : throw fields.Error("End", "the value is not true", "leave End out, or set it to true")
            );
        return next is null == isEnd
            ? next
            : throw fields.Error("Next", "the state needs either Next or End, and not both", "give the state one of the two");
    }

    private static DataFlow Flow(FieldReader fields, bool hasSelector) =>
        new(
            Filter(fields, "InputPath"),
            Template(fields, "Parameters"),
            hasSelector ? Template(fields, "ResultSelector") : null,
            ResultPath(fields),
            Filter(fields, "OutputPath")
        );

    public static ResultPath ResultPath(FieldReader fields) =>
        fields switch
        {
            _ when !fields.Has("ResultPath") => Paths.ResultPath.Replace,
            _ when fields.Node("ResultPath") is null => Paths.ResultPath.Discard,
            _ => fields.Parse("ResultPath", () => Paths.ResultPath.Parse(fields.Text("ResultPath"))),
        };

    private static JsonPath? Filter(FieldReader fields, string name) =>
        fields switch
        {
            _ when !fields.Has(name) => JsonPath.Whole,
            _ when fields.Node(name) is null => null,
            _ => fields.Parse(name, () => JsonPath.Parse(fields.Text(name))),
        };

    private static PayloadTemplate? Template(FieldReader fields, string name) =>
        fields.OptionalObject(name) is { } template ? fields.Parse(name, () => PayloadTemplate.Read(template)) : null;

    private static IValueExpression FixedOrPath(FieldReader fields, string name)
    {
        string? path = fields.OptionalText(name + "Path");
        string? text = fields.OptionalText(name);
        return (text, path) switch
        {
            (not null, null) => new LiteralExpression(text),
            (null, not null) => fields.Parse(name + "Path", () => new PathExpression(JsonPath.Parse(path))),
            _ => throw fields.Error(name, $"a Fail state needs either {name} or {name}Path, and not both", "give the state one of the two"),
        };
    }
}
