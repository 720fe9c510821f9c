using Shouldly;
using TransformerService.Api.Hub;
using Xunit;

namespace TransformerService.Api.Tests.Hub;

/// <summary>Downloads from a server that speaks the Hub's API: redirects, broken connections, wrong contents.</summary>
public sealed class HubDownloadTests : IDisposable
{
    private static readonly byte[] Graph = [.. Enumerable.Range(0, 300_000).Select(static number => (byte)(number * 7))];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-");

    private string Target => Path.Combine(_folder.FullName, "model.onnx");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Download_RedirectedToAnotherHost_ArrivesWithoutSendingItTheToken()
    {
        await using var hub = await NewAsync();

        await DownloadAsync(hub);

        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(Graph);
        hub.AskedFiles.ShouldBe([("", "")]);
        _folder.GetFiles().Length.ShouldBe(1);
    }

    [Fact]
    public async Task Download_BrokenConnections_ContinuesWhereEachBroke()
    {
        await using var hub = await NewAsync();
        hub.BeforeFiles = async context =>
        {
            await hub.SendAsync(context, hub.AskedFiles.Count < 3 ? 100_000 : int.MaxValue);
            return true;
        };

        await DownloadAsync(hub);

        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(Graph);
        hub.AskedFiles.Count.ShouldBe(3);
        hub.AskedFiles.Last().Range.ShouldBe("bytes=200000-");
    }

    [Fact]
    public async Task Download_ConnectionsThatAlwaysBreak_LeavesAPartAndNoFile()
    {
        await using var hub = await NewAsync();
        hub.BeforeFiles = async context =>
        {
            await hub.SendAsync(context, 10);
            return true;
        };

        (await Should.ThrowAsync<HubException>(() => DownloadAsync(hub))).Message.ShouldContain("run the command again");

        File.Exists(Target).ShouldBeFalse();
        new FileInfo(Target + ".part").Length.ShouldBe(10 * (1 + hub.Settings.MaxRetries));

        hub.BeforeFiles = static _ => Task.FromResult(false);
        await DownloadAsync(hub);
        hub.AskedFiles.Last().Range.ShouldBe("bytes=40-");
        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(Graph);
    }

    [Fact]
    public async Task Download_AServerWithoutRanges_StartsAgain()
    {
        await using var hub = await NewAsync();
        await File.WriteAllBytesAsync(Target + ".part", Graph[..1_000], TestContext.Current.CancellationToken);
        hub.BeforeFiles = async context =>
        {
            context.Request.Headers.Remove("Range");
            await hub.SendAsync(context, int.MaxValue);
            return true;
        };

        await DownloadAsync(hub);

        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(Graph);
    }

    [Fact]
    public async Task Download_APartOfOtherContents_IsReplaced()
    {
        await using var hub = await NewAsync();
        await File.WriteAllBytesAsync(Target + ".part", new byte[1_000], TestContext.Current.CancellationToken);

        await DownloadAsync(hub);

        (await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken)).ShouldBe(Graph);
        hub.AskedFiles.Select(static asked => asked.Range).ShouldBe(["bytes=1000-", ""]);
    }

    [Fact]
    public async Task Download_AWrongSum_IsRefusedAndLeavesNothing()
    {
        await using var hub = await NewAsync();
        hub.StatedSums["model.onnx"] = new string('a', 64);

        (await Should.ThrowAsync<HubException>(() => DownloadAsync(hub))).Message.ShouldContain("checksum");

        _folder.GetFiles().ShouldBeEmpty();
        hub.AskedFiles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Download_MoreBytesThanStated_IsRefused()
    {
        await using var hub = await NewAsync();
        hub.BeforeFiles = async context =>
        {
            await context.Response.Body.WriteAsync(new byte[Graph.Length + 1_000_000]);
            return true;
        };

        (await Should.ThrowAsync<HubException>(() => DownloadAsync(hub))).Message.ShouldContain("sends more");
        File.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public async Task Download_Cancelled_StopsAndKeepsWhatArrived()
    {
        await using var hub = await NewAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var connection = new HubConnection(hub.Settings, TimeProvider.System);
        var model = await new HubClient(connection).FindAsync(new HubId(hub.Id, "main"), TestContext.Current.CancellationToken);

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new HubDownload(connection).DownloadAsync(model, model.Files[0], Target, _ => cancel.Cancel(), cancel.Token)
        );

        File.Exists(Target).ShouldBeFalse();
        new FileInfo(Target + ".part").Length.ShouldBeGreaterThan(0);
    }

    private static Task<FakeHub> NewAsync() => new FakeHub().Add("model.onnx", Graph).StartAsync();

    private async Task DownloadAsync(FakeHub hub)
    {
        using var connection = new HubConnection(hub.Settings, TimeProvider.System);
        var model = await new HubClient(connection).FindAsync(new HubId(hub.Id, "main"), TestContext.Current.CancellationToken);
        await new HubDownload(connection).DownloadAsync(
            model,
            model.Files[0],
            Target,
            static _ => { },
            TestContext.Current.CancellationToken
        );
    }
}
