using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Tests.Program.Settings;

public sealed class ProgramSettingsTests
{
    private const string Key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    [Fact]
    public void Settings_ThatAreAllSet_AreRead()
    {
        ProgramSettings settings = Of(
            ("OPS_STORE", "s3://backups/fern/"),
            ("OPS_STORE_KMS_KEY", Key),
            ("OPS_STORE_ADDRESSING", "path"),
            ("OPS_PARAMETERS", "ssm:"),
            ("OPS_ESTATE", "fern"),
            ("OPS_DATABASE", "db.internal:3306"),
            ("OPS_DATABASE_TLS", "required"),
            ("OPS_SHIPPER_SERVER_ID", "4294967295"),
            ("OPS_SITE_FOLDER", "/tmp"),
            ("OPS_HEARTBEAT_SECONDS", "2.5"),
            ("OPS_PROGRESS", "json")
        );

        settings.Store.ShouldBe("s3://backups/fern/");
        settings.StoreKmsKey.ShouldBe(Key);
        settings.StoreIsAddressedByPath.ShouldBeTrue();
        settings.ParametersFolder.ShouldBeNull();
        settings.Estate.ShouldBe("fern");
        settings.Database.ShouldBe(new MariaDbEndpoint(null, "db.internal", 3306, TlsRequired: true));
        settings.ShipperServerId.ShouldBe(uint.MaxValue);
        settings.SiteFolder.ShouldBe("/tmp");
        settings.Heartbeat.ShouldBe(TimeSpan.FromSeconds(2.5));
        settings.Progress.ShouldBe(ProgressStyle.Json);
        settings.IsLambda.ShouldBeFalse();
    }

    [Theory]
    [InlineData("file:///srv/store")]
    [InlineData("file:///srv/my%20store")]
    [InlineData("s3://backups")]
    public void Store_WithAUsableAddress_IsTaken(string address) => Of(("OPS_STORE", address)).Store.ShouldBe(address);

    [Theory]
    [InlineData("OPS_STORE", "store")]
    [InlineData("OPS_STORE", "/srv/store")]
    [InlineData("OPS_STORE", "file://host/store")]
    [InlineData("OPS_STORE", "file:store")]
    [InlineData("OPS_STORE", "s3://")]
    [InlineData("OPS_STORE", "s3://Upper_Case")]
    [InlineData("OPS_STORE_KMS_KEY", "backup")]
    [InlineData("OPS_STORE_KMS_KEY", "alias/backup")]
    [InlineData("OPS_STORE_KMS_KEY", "1234abcd-12ab-34cd-56ef-1234567890ab\n")]
    [InlineData("OPS_STORE_KMS_KEY", "arn:aws:kms:eu-central-1:1111:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("OPS_STORE_KMS_KEY", "arn:aws:s3:::backups")]
    [InlineData("OPS_STORE_ADDRESSING", "virtual")]
    [InlineData("OPS_PARAMETERS", "ssm")]
    [InlineData("OPS_PARAMETERS", "/srv/parameters")]
    [InlineData("OPS_ESTATE", "Fern")]
    [InlineData("OPS_ESTATE", "fern/../oak")]
    [InlineData("OPS_DATABASE", "localhost")]
    [InlineData("OPS_DATABASE", "localhost:0")]
    [InlineData("OPS_DATABASE", "localhost:99999")]
    [InlineData("OPS_DATABASE", "unix:relative.sock")]
    [InlineData("OPS_DATABASE_TLS", "on")]
    [InlineData("OPS_DATABASE_TLS_CA", "/no/such/file.pem")]
    [InlineData("OPS_SHIPPER_SERVER_ID", "0")]
    [InlineData("OPS_SHIPPER_SERVER_ID", "-1")]
    [InlineData("OPS_SHIPPER_SERVER_ID", "4294967296")]
    [InlineData("OPS_SITE_FOLDER", "/no/such/folder")]
    [InlineData("OPS_PROGRESS", "yaml")]
    [InlineData("OPS_HEARTBEAT_SECONDS", "0")]
    [InlineData("OPS_HEARTBEAT_SECONDS", "-1")]
    [InlineData("OPS_HEARTBEAT_SECONDS", "ten")]
    public void Setting_ThatCannotBeUsed_IsNamedAtTheStart(string setting, string value)
    {
        InvalidInputException error = Should.Throw<InvalidInputException>(() => Of((setting, value)));

        error.WhatHappened.ShouldBe($"The setting {setting} is '{value}', which cannot be used.");
        error.NextStep.ShouldStartWith($"set {setting} to ");
    }

    [Theory]
    [InlineData(Key)]
    [InlineData("arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab")]
    [InlineData("1234abcd-12ab-34cd-56ef-1234567890ab")]
    public void KmsKey_OfAnyForm_IsTaken(string key) =>
        Of(("OPS_STORE", "s3://backups"), ("OPS_STORE_KMS_KEY", key)).StoreKmsKey.ShouldBe(key);

    [Theory]
    [InlineData("OPS_STORE_KMS_KEY", Key)]
    [InlineData("OPS_STORE_ADDRESSING", "path")]
    public void Setting_OfAnS3Store_WithAFolder_IsRefused(string setting, string value)
    {
        InvalidInputException error = Should.Throw<InvalidInputException>(() => Of(("OPS_STORE", "file:///srv/store"), (setting, value)));

        error.WhatHappened.ShouldBe($"The setting {setting} works only with an s3:// store, but OPS_STORE is a folder.");
    }

    [Fact]
    public void Setting_ThatIsNotSet_IsAnErrorForWhoNeedsIt()
    {
        ProgramSettings settings = Of(("OPS_STORE", ""));

        Named(() => settings.Store).ShouldBe("OPS_STORE");
        Named(() => settings.ParametersFolder).ShouldBe("OPS_PARAMETERS");
        Named(() => settings.Estate).ShouldBe("OPS_ESTATE");
        Named(() => settings.Database).ShouldBe("OPS_DATABASE");
        Named(() => settings.SiteFolder).ShouldBe("OPS_SITE_FOLDER");
        settings.HasStore.ShouldBeFalse();
        settings.ShipperServerId.ShouldBeNull();
        settings.StoreKmsKey.ShouldBeNull();
        settings.StoreIsAddressedByPath.ShouldBeFalse();
        settings.Heartbeat.ShouldBe(TimeSpan.FromSeconds(10));
        settings.Progress.ShouldBe(ProgressStyle.Text);
    }

    [Fact]
    public void Process_OfLambda_ShowsPhasesOnly()
    {
        ProgramSettings settings = Of(("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"), ("_HANDLER", "PlanRestore"), ("OPS_PROGRESS", "json"));

        settings.IsLambda.ShouldBeTrue();
        settings.FunctionName.ShouldBe("PlanRestore");
        settings.Progress.ShouldBe(ProgressStyle.Phases);
    }

    private static string Named(Func<object?> read)
    {
        string message = Should.Throw<InvalidInputException>(() => read()).WhatHappened;
        return message.Replace("The setting ", "", StringComparison.Ordinal).Replace(" is not set.", "", StringComparison.Ordinal);
    }

    private static ProgramSettings Of(params (string Name, string Value)[] settings) =>
        ProgramSettings.From(settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal));
}
