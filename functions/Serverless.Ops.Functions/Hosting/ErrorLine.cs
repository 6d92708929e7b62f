namespace Serverless.Ops.Functions.Hosting;

/// <summary>Why a job failed, as JSON on standard error.</summary>
/// <param name="Error">Stable code: the error's short class name.</param>
/// <param name="WhatHappened">One sentence.</param>
/// <param name="NextStep">One sentence.</param>
/// <param name="IsTransient">True when the same call may succeed later.</param>
internal sealed record ErrorLine(string Error, string WhatHappened, string NextStep, bool IsTransient);
