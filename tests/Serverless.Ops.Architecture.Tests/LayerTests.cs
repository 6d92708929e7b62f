using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace Serverless.Ops.Architecture.Tests;

/// <summary>References point inward only: Functions → DataPlane → Domain. Nothing references Local.</summary>
public sealed class LayerTests
{
    private static readonly Assembly Domain = Assembly.Load("Serverless.Ops.Domain");
    private static readonly Assembly DataPlane = Assembly.Load("Serverless.Ops.DataPlane");
    private static readonly Assembly Functions = Assembly.Load("opsjob");

    private static readonly ArchUnitNET.Domain.Architecture Loaded = new ArchLoader()
        .LoadAssembliesIncludingDependencies([Domain, DataPlane, Functions], recursive: false)
        .Build();

    [Theory]
    [InlineData("Serverless.Ops.DataPlane")]
    [InlineData("opsjob")]
    [InlineData("Serverless.Ops.Local")]
    [InlineData("AWSSDK.Core")]
    [InlineData("AWSSDK.S3")]
    [InlineData("MySqlConnector")]
    [InlineData("Serverless.Ops.AwsPolyfill")]
    public void Domain_OfAnotherLayer_KnowsNothing(string assembly) =>
        Domain.GetReferencedAssemblies().ShouldNotContain(name => name.Name == assembly);

    [Theory]
    [InlineData("opsjob")]
    [InlineData("Serverless.Ops.Local")]
    [InlineData("Serverless.Ops.AwsPolyfill")]
    public void DataPlane_OfAnOuterLayer_KnowsNothing(string assembly) =>
        DataPlane.GetReferencedAssemblies().ShouldNotContain(name => name.Name == assembly);

    [Fact]
    public void Functions_OfTheLocalSuite_KnowNothing() =>
        Functions.GetReferencedAssemblies().ShouldNotContain(name => name.Name == "Serverless.Ops.Local");

    [Fact]
    public void Domain_TouchesNoFilesSocketsOrProcesses() =>
        Types()
            .That()
            .ResideInAssembly(Domain)
            .Should()
            .NotDependOnAnyTypesThat()
            .HaveFullNameMatching(@"^System\.(IO\.(File|Directory|FileStream)$|Net\.|Diagnostics\.Process$)")
            .Because("the domain decides and does no I/O")
            .Check(Loaded);

    [Fact]
    public void Handlers_HoldNoSqlAndNoStoreClients() =>
        Types()
            .That()
            .ResideInAssembly(Functions)
            .And()
            .HaveNameEndingWith("Handler")
            .Should()
            .NotDependOnAnyTypesThat()
            .HaveFullNameMatching(@"^(MySqlConnector|Amazon\.S3)\.")
            .Because("a handler validates its input, calls one use case and returns the report")
            .WithoutRequiringPositiveResults()
            .Check(Loaded);

    [Fact]
    public void Environment_IsReadInTheSettingsAlone()
    {
        string[] readers =
        [
            .. Loaded
                .Types.Where(type => type.Assembly.Name.Split(',')[0] is "Serverless.Ops.Domain" or "Serverless.Ops.DataPlane" or "opsjob")
                .Where(type =>
                    type.Dependencies.OfType<ArchUnitNET.Domain.Dependencies.MethodCallDependency>()
                        .Any(call =>
                            call.TargetMember.FullName.Contains("System.Environment::GetEnvironmentVariable", StringComparison.Ordinal)
                        )
                )
                .Select(type => type.FullName)
                .Where(name => !name.StartsWith("Serverless.Ops.Functions.Program.Settings.", StringComparison.Ordinal)),
        ];

        readers.ShouldBeEmpty();
    }

    // MySqlConnector is the client for ordinary SQL: the heartbeat row, the proofs, the site. MariaDb/Wire is the client for raw rows,
    // LOAD DATA streams and the replication protocol. docs/adr/0009-own-wire-client.md draws the line.
    [Fact]
    public void MySqlConnector_OfTheProgram_IsUsedForOrdinarySqlAlone()
    {
        string[] users =
        [
            .. Loaded
                .Types.Where(type => type.FullName.StartsWith("Serverless.Ops.", StringComparison.Ordinal))
                .Where(type =>
                    type.Dependencies.Any(dependency => dependency.Target.FullName.StartsWith("MySqlConnector.", StringComparison.Ordinal))
                )
                .Select(type => type.FullName.Split('/', '+')[0]),
        ];

        users.ShouldContain("Serverless.Ops.DataPlane.MariaDb.Shipping.HeartbeatRow");
        users
            .Where(user => !user.StartsWith("Serverless.Ops.DataPlane.Drills.", StringComparison.Ordinal))
            .Distinct()
            .ShouldBe(
                ["Serverless.Ops.DataPlane.MariaDb.Shipping.HeartbeatRow", "Serverless.Ops.DataPlane.MariaDb.Sql.SqlSession"],
                ignoreOrder: true
            );
    }

    [Fact]
    public void WireClient_OutsideMariaDb_IsUsedByNobody() =>
        Types()
            .That()
            .ResideInAssembly(Domain, DataPlane, Functions)
            .And()
            .DoNotResideInNamespaceMatching(@"^Serverless\.Ops\.DataPlane\.MariaDb")
            .Should()
            .NotDependOnAnyTypesThat()
            .HaveFullName("Serverless.Ops.DataPlane.MariaDb.Wire.MariaDbConnection")
            .Because("other folders speak ordinary SQL, through SqlSession")
            .Check(Loaded);
}
