namespace Serverless.Ops.Local.StatesLanguage.Tasks;

/// <summary>The closed table of what a Task may name; anything else is an error when the file is loaded.</summary>
internal sealed class TaskResources(IEnumerable<TaskResource> resources)
{
    private readonly Dictionary<string, TaskResource> byArn =
        resources.ToDictionary(resource => resource.Arn, StringComparer.Ordinal);

    public IEnumerable<string> Arns => byArn.Keys;

    public TaskResource? Find(string arn) => byArn.GetValueOrDefault(arn);
}
