// The tests run the program as processes with deadlines. On a machine with two cores, parallel tests would slow each other down.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
