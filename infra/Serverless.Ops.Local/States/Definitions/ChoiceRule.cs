using Serverless.Ops.Local.States.Choices;

namespace Serverless.Ops.Local.States.Definitions;

internal sealed record ChoiceRule(ICondition Condition, string Next);
