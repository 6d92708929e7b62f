// Most classes start their own database server. Two such classes at the same time are enough for a machine with two cores.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 2)]
