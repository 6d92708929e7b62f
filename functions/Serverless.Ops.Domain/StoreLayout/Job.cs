namespace Serverless.Ops.Domain.StoreLayout;

/// <summary>What is backed up; each run of a job writes one backup set.</summary>
public sealed record Job
{
    private Job(string name) => Name = name;

    public static Job Database { get; } = new("database");

    public static Job Binlog { get; } = new("binlog");

    /// <summary>The glossary's word; part of every key.</summary>
    public string Name { get; }

    public override string ToString() => Name;
}
