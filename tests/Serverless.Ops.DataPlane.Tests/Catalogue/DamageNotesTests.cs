using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.DataPlane.Tests.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Tests.Catalogue;

/// <summary>Notes about damaged objects in a real store.</summary>
public sealed class DamageNotesTests : IDisposable
{
    private const string SetId = "20261122T100000Z-00000001";
    private static readonly StoreKeys Keys = new("fern");
    private static readonly string Object = StoreKeys.Set(Job.Database, SetId) + "rows/t.0.sql.zst";
    private readonly string folder = Directory.CreateTempSubdirectory("ops-notes-").FullName;
    private readonly FaultyStore store;
    private readonly DamageNotes notes;

    public DamageNotesTests()
    {
        store = new FaultyStore(new FolderObjectStore(folder));
        notes = new DamageNotes(store, "fern", TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"format":1,"estate":"fern","object":"OBJECT","what":"w","foundBy":"f","runId":"r","foundAt":"2026-11-22T10:00:00Z"}""")]
    [InlineData("2 fern OBJECT")]
    [InlineData("1 other OBJECT")]
    [InlineData("1 fern sets/elsewhere")]
    public async Task ANoteThatCannotBeUsed_CountsForNothing_AndIsNamed(string text)
    {
        if (text.Split(' ') is [var format, var estate, var about])
        {
            text =
                $$"""{"format":{{format}},"estate":"{{estate}}","object":"{{about}}","version":null,"what":"w","foundBy":"f","runId":"r","""
                + "\"foundAt\":\"2026-11-22T10:00:00Z\"}";
        }

        await PutAsync(Keys.DamageNote(Object), text.Replace("OBJECT", Object, StringComparison.Ordinal));
        await PutAsync("damage/fern/stray.txt", "stray");

        BackupCatalogue catalogue = await ReadAsync();

        catalogue.DamageNotes.ShouldBeEmpty();
        catalogue.UnusableNotes.Select(note => note.Key).ShouldBe([Keys.DamageNote(Object), "damage/fern/stray.txt"]);
        catalogue
            .UnusableNotes[0]
            .ToString()
            .ShouldContain($"Planning reads nothing from '{Keys.DamageNote(Object)}'. Delete it.", Case.Sensitive);
    }

    [Fact]
    public async Task ANoteThatIsGoneSinceTheListing_IsNone()
    {
        await PutAsync(Keys.DamageNote(Object), "{}");
        store.BeforeRead = key => store.DeleteAsync(key, null, Token);

        BackupCatalogue catalogue = await ReadAsync();

        (catalogue.DamageNotes.Count, catalogue.UnusableNotes.Count).ShouldBe((0, 0));
    }

    private Task<BackupCatalogue> ReadAsync() => notes.AddToAsync(BackupCatalogue.Empty, Token);

    private Task PutAsync(string key, string text) =>
        store.PutBytesAsync(key, System.Text.Encoding.UTF8.GetBytes(text), WriteCondition.None, Token);
}
