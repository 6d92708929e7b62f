using Serverless.Ops.StoreProcess;

// A process of its own for what only real processes show: being killed in mid-write, and racing for a lease.
await (
    args switch
    {
        ["write", var root, var seed] => Writer.RunAsync(root, int.Parse(seed)),
        ["lease", var owner] => Racer.RunAsync(owner),
        _ => throw new ArgumentException("write ROOT SEED | lease OWNER", nameof(args)),
    }
);
