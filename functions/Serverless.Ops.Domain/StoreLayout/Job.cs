namespace Serverless.Ops.Domain.StoreLayout;

/// <summary>A kind of backup. Each run of a job writes one backup set.</summary>
public sealed record Job
{
    private Job(string name) => Name = name;

    public static Job Database { get; } = new("database");

    public static Job Binlog { get; } = new("binlog");

    /// <summary>The job's word in the glossary; part of every key.</summary>
    public string Name { get; }

    public override string ToString() => Name;
}
