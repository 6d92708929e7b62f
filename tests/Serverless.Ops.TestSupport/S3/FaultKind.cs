namespace Serverless.Ops.TestSupport.S3;

public enum FaultKind
{
    /// <summary>503 SlowDown, nothing forwarded.</summary>
    SlowDown,

    /// <summary>500 InternalError, nothing forwarded.</summary>
    InternalError,

    /// <summary>409 ConditionalRequestConflict, nothing forwarded.</summary>
    ConditionalConflict,

    /// <summary>403 AccessDenied, nothing forwarded.</summary>
    AccessDenied,

    /// <summary>400 ExpiredToken, nothing forwarded. To HEAD it is a bare 400.</summary>
    ExpiredToken,

    /// <summary>Forwarded, and the connection cut before the answer.</summary>
    LostAnswer,

    /// <summary>The connection cut in mid-answer.</summary>
    CutAnswer,

    /// <summary>One bit of the answer's body turned.</summary>
    DamagedAnswer,
}
