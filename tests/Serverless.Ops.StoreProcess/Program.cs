using Serverless.Ops.StoreProcess;

// Some tests need real processes: one that is killed in the middle of a write, and several that race for a lease.
await (
    args switch
    {
        ["write", var root, var seed] => Writer.RunAsync(root, int.Parse(seed)),
        ["lease", var owner] => Racer.RunAsync(owner),
        _ => throw new ArgumentException("write ROOT SEED | lease OWNER", nameof(args)),
    }
);
