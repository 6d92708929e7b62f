using Serverless.Ops.Local.StatesLanguage.Paths;
using Serverless.Ops.Local.StatesLanguage.Templates;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>The filters between a state's input and its output, in the order in which they apply.</summary>
/// <param name="InputPath">Null makes the input an empty object.</param>
/// <param name="OutputPath">Null makes the output an empty object.</param>
/// <remarks>https://states-language.net/spec.html#filters</remarks>
internal sealed record DataFlow(
    JsonPath? InputPath,
    PayloadTemplate? Parameters,
    PayloadTemplate? ResultSelector,
    ResultPath ResultPath,
    JsonPath? OutputPath
);
