using Serverless.Ops.Local.StatesLanguage.Choices;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

internal sealed record ChoiceRule(ICondition Condition, string Next);
