using Microsoft.AspNetCore.Http;
using Shouldly;
using TransformerService.Api.Hub;
using Xunit;

namespace TransformerService.Api.Tests.Hub;

/// <summary>Finding models on a server that speaks the Hub's API: refusals, waits, hostile answers.</summary>
public sealed class HubClientTests
{
    private static readonly byte[] Graph = new byte[5_000];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Find_AModel_HasItsFilesWithSizesAndSums(bool isMirror)
    {
        await using var hub = await new FakeHub { IsMirror = isMirror }
            .Add("config.json", "{}"u8.ToArray())
            .Add("onnx/model.onnx", Graph)
            .Add("vocab.txt", "a"u8.ToArray())
            .StartAsync();

        var model = await FindAsync(hub);

        model.Commit.ShouldBe(FakeHub.Commit);
        model.License.ShouldBe("mit");
        model.Files.Select(static file => file.Path).ShouldBe(["config.json", "onnx/model.onnx", "vocab.txt"], ignoreOrder: true);
        var graph = model.Files.Single(static file => file.Path == "onnx/model.onnx");
        graph.Size.ShouldBe(Graph.Length);
        graph.Checksum.IsLfs.ShouldBeTrue();
        model
            .Files.Single(static file => file.Path == "config.json")
            .Checksum.ShouldBe(
                new HubChecksum("9e26dfeeb6e641a33dae4961196235bdb965b21b", IsLfs: false) // git hash-object of {}
            );
        hub.Asked.ShouldAllBe(static asked => asked.Authorization == "Bearer hf_secret");
    }

    [Theory]
    [InlineData(401, "RepoNotFound", "may not read it")]
    [InlineData(401, "GatedRepo", "Accept its conditions")]
    [InlineData(403, "GatedRepo", "Accept its conditions")]
    [InlineData(404, "RepoNotFound", "check the owner, the name and the revision")]
    [InlineData(404, "RevisionNotFound", "no such revision")]
    [InlineData(429, "", "too many requests")]
    [InlineData(503, "", "try again later")]
    public async Task Find_ARefusal_SaysWhatToChange(int status, string code, string said)
    {
        await using var hub = await new FakeHub { Before = context => RefuseAsync(context, status, code) }.StartAsync();

        var refused = await Should.ThrowAsync<HubException>(() => FindAsync(hub));

        refused.Message.ShouldContain(said);
        refused.Message.ShouldNotContain("hf_secret");
        hub.Asked.Count.ShouldBe(status is 429 or 503 ? 1 + hub.Settings.MaxRetries : 1);
    }

    [Fact]
    public async Task Find_RefusedOnce_WaitsAsAskedAndSucceeds()
    {
        var refusals = 0;
        await using var hub = await new FakeHub
        {
            Before = context =>
            {
                context.Response.Headers.RetryAfter = "0";
                return Interlocked.Increment(ref refusals) == 1 ? RefuseAsync(context, 429, "") : Task.FromResult(false);
            },
        }
            .Add("config.json", "{}"u8.ToArray())
            .StartAsync();

        (await FindAsync(hub)).Files.Count.ShouldBe(1);
        refusals.ShouldBe(2);
    }

    [Fact]
    public async Task Find_AWaitOfHours_FailsAtOnceAndSaysHowLong()
    {
        await using var hub = await new FakeHub
        {
            Before = context =>
            {
                context.Response.Headers.RetryAfter = "7200";
                return RefuseAsync(context, 429, "");
            },
        }.StartAsync();

        (await Should.ThrowAsync<HubException>(() => FindAsync(hub))).Message.ShouldContain("7200 s");
        hub.Asked.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("../x.json")]
    [InlineData("onnx/../../x.onnx")]
    [InlineData("/etc/x.json")]
    [InlineData("a//x.json")]
    [InlineData("a\\..\\x.json")]
    [InlineData("C:x.json")]
    [InlineData("x\u0001.json")]
    public async Task Find_APathThatLeavesTheFolder_IsRefused(string path)
    {
        await using var hub = await new FakeHub().Add("config.json", "{}"u8.ToArray()).Add(path, "{}"u8.ToArray()).StartAsync();

        (await Should.ThrowAsync<HubException>(() => FindAsync(hub))).Message.ShouldContain("path");
    }

    [Theory]
    [InlineData("<html>no JSON</html>")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "sha": "../../x", "siblings": [] }""")]
    [InlineData(
        """{ "sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{ "rfilename": "config.json", "size": -5, "blobId": "0" }] }"""
    )]
    [InlineData("""{ "sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [null] }""")]
    public async Task Find_AnswerThatIsNotTheHubs_IsAClearFailure(string body)
    {
        await using var hub = await new FakeHub
        {
            Before = async context =>
            {
                await context.Response.WriteAsync(body);
                return true;
            },
        }.StartAsync();

        await Should.ThrowAsync<HubException>(() => FindAsync(hub));
    }

    [Theory]
    [InlineData("http://hub.example", "hf_x", "unencrypted")]
    [InlineData("ftp://hub.example", null, "HF_ENDPOINT")]
    [InlineData("hub", null, "HF_ENDPOINT")]
    [InlineData("https://a:b@hub.example", null, "HF_ENDPOINT")]
    [InlineData(null, "a\r\nHost: x", "HF_TOKEN")]
    public void Settings_ThatAreWrong_AreNamed(string? endpoint, string? token, string said) =>
        Should.Throw<HubException>(() => HubSettings.Read(endpoint, token)).Message.ShouldContain(said);

    [Theory]
    [InlineData("bert-base-uncased", "bert-base-uncased", "main")]
    [InlineData("Xenova/all-MiniLM-L6-v2@refs/pr/1", "Xenova/all-MiniLM-L6-v2", "refs/pr/1")]
    public void Id_OfTheHub_IsRead(string written, string id, string revision) => HubId.Parse(written).ShouldBe(new HubId(id, revision));

    [Theory]
    [InlineData("a/b/c")]
    [InlineData("../a")]
    [InlineData("a/..")]
    [InlineData("a/b@../../x")]
    [InlineData("a/b@")]
    [InlineData("a/b?x=1")]
    [InlineData("")]
    public void Id_ThatIsNotOne_IsNotRead(string written) => HubId.Parse(written).ShouldBeNull();

    private static Task<bool> RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["X-Error-Code"] = code;
        return Task.FromResult(true);
    }

    private static async Task<HubModel> FindAsync(FakeHub hub)
    {
        using var connection = new HubConnection(hub.Settings, TimeProvider.System);
        return await new HubClient(connection).FindAsync(new HubId(hub.Id, "main"), TestContext.Current.CancellationToken);
    }
}
