using Amazon.Lambda.Annotations;
using Amazon.S3;
using Amazon.SimpleSystemsManagement;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.DataPlane.Storage;
using Serverless.Ops.DataPlane.Storage.S3;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Program.Lambda;

/// <summary>The composition root. It makes the services that jobs use, and it alone reads settings for them.</summary>
[LambdaStartup]
internal sealed class Startup
{
    public void ConfigureServices(IServiceCollection services)
    {
        var settings = ProgramSettings.FromEnvironment();
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IProgressSink>(new ProgressLines(Console.Error, settings.Progress, TimeProvider.System));
        services.AddSingleton(_ =>
            ObjectStoreAddress.Open(
                SettingNames.Store,
                settings.Store,
                () =>
                    AwsAccess.Create(
                        $"The store {settings.Store}",
                        () => new AmazonS3Client(new AmazonS3Config { MaxErrorRetry = 0, ForcePathStyle = settings.StoreIsAddressedByPath })
                    ),
                new S3StoreOptions { KmsKeyId = settings.StoreKmsKey }
            )
        );
        services.AddSingleton<DatabaseAccounts>();
        services.AddSingleton(_ => AwsAccess.CreateStepFunctions());
        services.AddSingleton<IParameterStore>(_ =>
            settings.ParametersFolder is { } folder
                ? new FolderParameterStore(folder)
                : new SsmParameterStore(AwsAccess.Create("Systems Manager", () => new AmazonSimpleSystemsManagementClient()))
        );
        services.AddSingleton(settings.ShipperServerId is { } serverId ? new ShipOptions { ServerId = serverId } : new ShipOptions());
        services.AddSingleton(new ReplayOptions());
    }
}
