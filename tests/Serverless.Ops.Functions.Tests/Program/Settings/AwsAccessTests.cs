namespace Serverless.Ops.Functions.Tests.Program.Settings;

/// <summary>The messages of a process that has to call AWS without a region or credentials.</summary>
public sealed class AwsAccessTests
{
    [Fact]
    public async Task Bucket_WithoutARegion_SaysWhatToSet()
    {
        ProgramOutcome end = await RunAsync("DescribeRuntime", "{}", ("OPS_STORE", "s3://backups/fern"));

        end.ExitCode.ShouldBe(2, end.Errors);
        end.Errors.ShouldContain(
            "InvalidInputException: The store s3://backups/fern cannot be called: No RegionEndpoint or ServiceURL configured."
        );
        end.Errors.ShouldContain("next: set AWS_REGION");
    }

    [Fact]
    public async Task Bucket_WithoutCredentials_SaysSoAtOnce()
    {
        ProgramOutcome end = await RunAsync(
            "DescribeRuntime",
            "{}",
            ("OPS_STORE", "s3://backups/fern"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
        );

        end.ExitCode.ShouldBe(75, end.Errors);
        end.Errors.ShouldContain("StoreUnavailableException: s3://backups/fern: there are no AWS credentials: ");
        end.Errors.ShouldContain("next: give this process a role");
        end.Errors.ShouldNotContain("tries");
    }

    [Fact]
    public async Task Parameters_WithoutARegion_SayWhatToSet()
    {
        ProgramOutcome end = await BackUpAsync();

        end.ExitCode.ShouldBe(2, end.Errors);
        end.Errors.ShouldContain("InvalidInputException: Systems Manager cannot be called: ");
        end.Errors.ShouldContain("next: set AWS_REGION");
    }

    [Fact]
    public async Task Parameters_WithoutCredentials_SaySo()
    {
        ProgramOutcome end = await BackUpAsync(("AWS_REGION", "eu-central-1"), ("AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:9"));

        end.ExitCode.ShouldBe(75, end.Errors);
        end.Errors.ShouldContain("there are no AWS credentials: ");
        end.Errors.ShouldContain("next: give this process a role");
    }

    private static async Task<ProgramOutcome> BackUpAsync(params (string Name, string Value)[] settings)
    {
        string folder = Directory.CreateTempSubdirectory("ops-aws-").FullName;
        try
        {
            return await RunAsync(
                "BackUpDatabase",
                """{"runId":"full"}""",
                [
                    ("OPS_STORE", $"file://{folder}"),
                    ("OPS_PARAMETERS", "ssm:"),
                    ("OPS_ESTATE", "fern"),
                    ("OPS_DATABASE", "unix:/nowhere.sock"),
                    .. settings,
                ]
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The SDK must not find credentials or a region in this account's files or in an instance's metadata.
    private static async Task<ProgramOutcome> RunAsync(string function, string input, params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> environment = settings.ToDictionary(
            setting => setting.Name,
            setting => setting.Value,
            StringComparer.Ordinal
        );
        environment["HOME"] = "/nonexistent";
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        await using var program = RunningProgram.Start(Programs.OpsJob, [function, input], environment);
        return await program.EndAsync();
    }
}
