namespace Serverless.Ops.Local.Aws.Ec2;

/// <summary>What a launch template's user data knows: the settings of every instance.</summary>
/// <param name="Folder">Each instance has <c>&lt;instance id&gt;/</c> below it.</param>
/// <param name="HostFolder">The host scripts, <c>infra/host</c> in a clone.</param>
/// <param name="JobProgram">The opsjob executable.</param>
/// <param name="Store">What OPS_STORE is set to.</param>
/// <param name="ParametersFolder">Folder of the parameters; the target's account is written below it.</param>
/// <param name="Estate">Name of the estate.</param>
/// <param name="StepFunctionsUrl">What AWS_ENDPOINT_URL_SFN is set to.</param>
internal sealed record InstanceTemplate(
    string Folder, string HostFolder, string JobProgram, string Store, string ParametersFolder, string Estate, string StepFunctionsUrl);
