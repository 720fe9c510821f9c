using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using TransformerService.Shadow.Store;
using Xunit;

namespace TransformerService.Shadow.Tests.Store;

/// <summary>Who may read the store.</summary>
public sealed class StoreFilesTests : IDisposable
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolder = OfFiles | UnixFileMode.UserExecute;
    private const UnixFileMode Wide =
        OfFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("files-");
    private readonly FakeLogger _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_root.FullName, "data");

    private string Store => Path.Combine(Folder, "shadow.db");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Make_ByManyAtOnce_OneWinsAndIsNeverReplaced()
    {
        Directory.CreateDirectory(Folder);
        for (var round = 0; round < 50; round++)
        {
            var path = Path.Combine(Folder, $"key{round}");
            var seen = new byte[8][];
            using var start = new Barrier(seen.Length);
            Thread[] makers =
            [
                .. Enumerable
                    .Range(0, seen.Length)
                    .Select(maker => new Thread(() =>
                    {
                        start.SignalAndWait();
                        StoreFiles.Make(path, [(byte)maker]);
                        seen[maker] = File.ReadAllBytes(path);
                    })),
            ];
            Array.ForEach(makers, maker => maker.Start());
            Array.ForEach(makers, maker => maker.Join());

            seen.ShouldAllBe(content => content.SequenceEqual(seen[0]));
        }

        Directory.GetFiles(Folder).Length.ShouldBe(50);
    }

    [Fact]
    public async Task WriteAsync_NewStore_OnlyItsOwnerMayReadIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var journal = SampleJournal.Begin(Store);
        await WriteAsync();

        File.GetUnixFileMode(Folder).ShouldBe(OfFolder);
        Directory.GetFiles(Folder).Length.ShouldBe(2);
        Directory.GetFiles(Folder).ShouldAllBe(file => Mode(file) == OfFiles);
        _log.Collector.Count.ShouldBe(0);
    }

    [Fact]
    public async Task WriteAsync_StoreThatOthersMayRead_IsNarrowedAndSaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await WriteAsync();
        File.WriteAllText($"{Store}.0123.run", "");
        var files = Directory.GetFiles(Folder);
        foreach (var path in (string[])[Folder, .. files])
        {
            File.SetUnixFileMode(path, Wide);
        }

        await WriteAsync();

        File.GetUnixFileMode(Folder).ShouldBe(OfFolder);
        files.ShouldAllBe(file => Mode(file) == OfFiles);
        _log.Collector.GetSnapshot()
            .Select(record => record.Message)
            .ShouldContain(
                $"{Folder} could be used by others than its owner (mode 0755); it has mode 0700 now, because the shadow store may hold texts."
            );
    }

    [Fact]
    public async Task WriteAsync_FolderWithOtherFiles_LeavesTheFolderAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(Folder, Wide);
        var other = Path.Combine(Folder, "other.txt");
        File.WriteAllText(other, "");
        File.SetUnixFileMode(other, Wide);

        await WriteAsync();

        File.GetUnixFileMode(Folder).ShouldBe(Wide);
        Mode(other).ShouldBe(Wide);
        Mode(Store).ShouldBe(OfFiles);
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private async Task WriteAsync()
    {
        await using var store = new ShadowStore(
            new SqliteShadowDatabase(Store, TimeSpan.FromSeconds(30), _log),
            10,
            TimeSpan.FromDays(1),
            TimeProvider.System
        );
        await store.WriteAsync(Findings.Batch(1), Token);
    }
}
