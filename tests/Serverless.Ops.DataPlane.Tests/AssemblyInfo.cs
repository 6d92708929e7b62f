// Most classes have a database server of their own: two of them at work are as many as two cores carry, on any machine.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 2)]
