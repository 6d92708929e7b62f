// Real servers, real processes and whole drills, on two cores: one at a time, or their deadlines measure one another.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
