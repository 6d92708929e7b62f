// The program is tried as a process with deadlines: one at a time, or on two cores they measure one another.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
