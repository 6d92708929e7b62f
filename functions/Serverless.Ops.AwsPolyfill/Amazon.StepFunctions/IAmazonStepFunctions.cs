using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

/// <summary>The three calls by which a job answers the state machine that waits for it.</summary>
public interface IAmazonStepFunctions : IDisposable
{
    Task<SendTaskSuccessResponse> SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default);

    Task<SendTaskFailureResponse> SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default);

    Task<SendTaskHeartbeatResponse> SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default);
}
