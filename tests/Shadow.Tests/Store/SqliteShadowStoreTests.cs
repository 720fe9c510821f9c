using Shouldly;
using TransformerService.Shadow.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Store;

public sealed class SqliteShadowStoreTests : ShadowStoreTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sqlite-");

    private string File => Path.Combine(_folder.FullName, "shadow.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task WriteAsync_Texts_MakesAKeyThatOnlyTheOwnerReads()
    {
        await using var store = new ShadowStore(Database(), 10, TimeSpan.FromDays(36_500), TimeProvider.System);
        await store.WriteAsync(Findings.Batch([Findings.Text(1)]), TestContext.Current.CancellationToken);

        new FileInfo($"{File}.key").Length.ShouldBe(32);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.GetUnixFileMode($"{File}.key").ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task WriteAsync_KeyThatIsNoKey_SaysWhatToDo()
    {
        await System.IO.File.WriteAllTextAsync($"{File}.key", "short", TestContext.Current.CancellationToken);
        await using var store = new ShadowStore(Database(), 10, TimeSpan.FromDays(36_500), TimeProvider.System);

        (
            await Should.ThrowAsync<InvalidDataException>(() =>
                store.WriteAsync(Findings.Batch([Findings.Text(1)]), TestContext.Current.CancellationToken)
            )
        ).Message.ShouldBe($"{File}.key is not a key of 32 bytes. Delete it, and a new one is made; each text then counts once more.");
    }

    internal override ShadowDatabase Database() => new SqliteShadowDatabase(File, TimeSpan.FromSeconds(30));
}
