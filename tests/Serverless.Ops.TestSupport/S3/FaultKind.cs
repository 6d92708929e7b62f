namespace Serverless.Ops.TestSupport.S3;

/// <summary>The kinds of fault that <see cref="S3Proxy"/> can inject.</summary>
public enum FaultKind
{
    /// <summary>Answers 503 SlowDown and forwards nothing.</summary>
    SlowDown,

    /// <summary>Answers 500 InternalError and forwards nothing.</summary>
    InternalError,

    /// <summary>Answers 409 ConditionalRequestConflict and forwards nothing.</summary>
    ConditionalConflict,

    /// <summary>Answers 403 AccessDenied and forwards nothing.</summary>
    AccessDenied,

    /// <summary>Answers 400 ExpiredToken and forwards nothing. The answer to HEAD is a 400 without a body.</summary>
    ExpiredToken,

    /// <summary>Forwards the request and cuts the connection before the answer.</summary>
    LostAnswer,

    /// <summary>Forwards the request and cuts the connection in the middle of the answer.</summary>
    CutAnswer,

    /// <summary>Forwards the request and flips one bit in the body of the answer.</summary>
    DamagedAnswer,
}
