using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>Empty: that it came is the answer.</summary>
public sealed class SendTaskSuccessResponse : AmazonWebServiceResponse;
