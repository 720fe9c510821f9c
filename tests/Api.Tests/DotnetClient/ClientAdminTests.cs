using Shouldly;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Api.Tests.Shadow;
using TransformerService.Api.Tests.Versions;
using TransformerService.Client;
using Xunit;

namespace TransformerService.Api.Tests.DotnetClient;

/// <summary>The client's calls of versions, glossaries and shadow: REST and gRPC give the same answers.</summary>
public sealed class ClientAdminTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task VersionCalls_BothTransports_ChangeWhatAnswers()
    {
        await using var server = await VersionServer.StartAsync();
        Task<ModelInfo> BothAsync(Func<ITransformerServiceClient, Task<ModelInfo>> askAsync) => AdminAsync(server, askAsync);

        var promoted = await BothAsync(client =>
            client.PromoteVersionAsync("m", new PromoteRequest { Variant = VariantRole.Student, Version = "2" }, Token)
        );
        Current(promoted).ShouldBe("student/2");

        await using var rest = NewClient(server, TransformerServiceTransport.Rest);
        await using var grpc = NewClient(server, TransformerServiceTransport.Grpc);
        Current(await rest.Calls.RollbackVersionAsync("m", new RollbackRequest(), Token)).ShouldBe("student/1");
        await grpc.Calls.PromoteVersionAsync("m", new PromoteRequest { Version = "2" }, Token);
        Current(await grpc.Calls.RollbackVersionAsync("m", new RollbackRequest { Variant = VariantRole.Student }, Token))
            .ShouldBe("student/1");

        var canary = await BothAsync(client => client.SetCanaryAsync("m", new CanaryRequest { Version = "2", Share = 0.25 }, Token));
        canary.Variants[0].Versions.ShouldContain(version => version.Canary == 0.25);
        await BothAsync(client => client.SetCanaryAsync("m", new CanaryRequest { Share = 0 }, Token));
        (await BothAsync(client => client.ReloadModelAsync("m", Token))).State.ShouldBe(ModelState.Ready);

        var refused = await Should.ThrowAsync<TransformerServiceException>(() =>
            grpc.Calls.PromoteVersionAsync("m", new PromoteRequest { Version = "9" }, Token)
        );
        var refusedByRest = await Should.ThrowAsync<TransformerServiceException>(() =>
            rest.Calls.PromoteVersionAsync("m", new PromoteRequest { Version = "9" }, Token)
        );
        refusedByRest.Code.ShouldBe(refused.Code);
        refusedByRest.Detail.ShouldBe(refused.Detail);

        var decisions = (await AdminAsync(server, client => client.ListDecisionsAsync("m", cancellationToken: Token))).Decisions;
        decisions[0].Kind.ShouldBe(DecisionKind.EndCanary);
        var set = decisions.First(decision => decision.Kind == DecisionKind.SetCanary);
        (set.By, set.Variant, set.Share, set.Comparison, set.MinSamples).ShouldBe(("ops", VariantRole.Student, 0.25, null, null));
        (set.From, set.To).ShouldBe((decisions[0].To, decisions[0].From));
    }

    [Fact]
    public async Task CompareVersions_BothTransports_GiveTheSame()
    {
        await using var server = await VersionServer.StartAsync();
        VersionFiles.Write(server.Root, "m", "1", 80.5, ("a film", "JOY", 0.5));
        VersionFiles.Write(server.Root, "m", "2", 81, ("a film", "JOY", 0.75), ("a book", "FEAR", 0.25));

        var found = await AdminAsync(server, client => client.CompareVersionsAsync("m", "2", cancellationToken: Token));

        (found.From.Folder, found.To.Folder).ShouldBe(("student/1", "student/2"));
        found
            .Scores.ShouldHaveSingleItem()
            .ShouldBe(
                new ScoreDifference
                {
                    Set = "dev.tsv",
                    Metric = "accuracy %",
                    From = 80.5,
                    To = 81,
                }
            );
        found
            .Answers.Select(answer => (answer.Text, answer.From?.Score, answer.To?.Score))
            .ShouldBe([("a film", 0.5, 0.75), ("a book", null, 0.25)]);
        var back = await AdminAsync(server, client => client.CompareVersionsAsync("m", "1", "2", VariantRole.Student, Token));
        (back.From, back.To).ShouldBe((found.To, found.From));
    }

    [Fact]
    public async Task UsageCalls_BothTransports_CountWhatWasAsked()
    {
        await using var server = await ShadowServer.StartAsync();
        await server.TranslateAsync("Two dogs.");

        var all = await AdminAsync(server, client => client.GetUsageAsync(cancellationToken: Token));
        var none = await AdminAsync(server, client => client.GetUsageAsync("2000-01", "anonymous", Token));

        var own = all.Keys.Single(key => key.Models.Count > 0);
        own.Models[0].Model.ShouldBe("en-fr");
        own.Characters.ShouldBe("Two dogs.".Length);
        none.Keys.ShouldAllBe(key => key.Requests == 0);
    }

    [Fact]
    public async Task DecisionCalls_BothTransports_ReturnTheChain()
    {
        await using var server = await ShadowServer.StartAsync();

        var decisions = await AdminAsync(server, client => client.ListDecisionsAsync(limit: 5, cancellationToken: Token));

        decisions.Decisions.ShouldBeEmpty();
        decisions.Chain.ShouldBe(
            new DecisionChain
            {
                Length = 0,
                Hash = "",
                Intact = true,
            }
        );
    }

    [Fact]
    public async Task GlossaryCalls_BothTransports_SetAndReturnIt()
    {
        await using var server = await ShadowServer.StartAsync();
        var change = new GlossaryChange { Entries = [new GlossaryEntry { Source = "Blue Door", Target = "Porte Bleue" }] };

        var set = await AdminAsync(server, client => client.SetGlossaryAsync("en-fr", change, Token));
        var got = await AdminAsync(server, client => client.GetGlossaryAsync("en-fr", Token));

        got.Hash.ShouldBe(set.Hash);
        got.Entries[0].Target.ShouldBe("Porte Bleue");
        (await AdminAsync(server, client => client.GetModelAsync("en-fr", Token))).Glossary?.Entries.ShouldBe(1);
    }

    [Fact]
    public async Task ShadowCalls_BothTransports_GiveTheSameReport()
    {
        await using var server = await ShadowServer.StartAsync(("Shadow:StoreText", "true"));
        await server.ClassifyAsync([.. Enumerable.Range(0, 12).Select(number => $"what is my balance number {number}")]);
        await server.SettledAsync("intent", 12);
        await server.TranslateAsync("Two dogs.");
        await server.SettledAsync("en-fr", 1);
        await server.ReportAsync("intent", found => ShadowServer.Number(found.GetProperty("store"), "unwritten") == 0);

        var report = await AdminAsync(server, client => client.GetShadowReportAsync("intent", cancellationToken: Token));
        report.Compared.ShouldBe(12);
        report.Metrics.ShouldNotBeEmpty();
        (await AdminAsync(server, client => client.GetShadowReportAsync("en-fr", cancellationToken: Token))).Compared.ShouldBe(1);

        var page = await AdminAsync(
            server,
            client => client.ListDisagreementsAsync("intent", new DisagreementQuery { Limit = 5, MinSeverity = 0 }, Token)
        );
        page.Items.Count.ShouldBe(5);
        page.Items.ShouldAllBe(item => item.Source.Text != null);
        var next = await AdminAsync(
            server,
            client =>
                client.ListDisagreementsAsync(
                    "intent",
                    new DisagreementQuery { Cursor = page.NextCursor, Since = DateTimeOffset.UnixEpoch },
                    Token
                )
        );
        next.Items.Select(item => item.Id).Intersect(page.Items.Select(item => item.Id)).ShouldBeEmpty();

        var examples = await AdminAsync(server, client => ListAsync(client.ExportShadowAsync("intent", null, 0, Token)));
        examples.ShouldNotBeEmpty();

        var settings = await AdminAsync(server, client => client.SetShadowAsync("intent", new ShadowChange { Margin = 0.1 }, Token));
        settings.Margin.ShouldBe(0.1);
    }

    private static string Current(ModelInfo model) => model.Variants[0].Versions.Single(version => version.Current).Folder;

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    private static Task<T> AdminAsync<T>(ApiServer server, Func<ITransformerServiceClient, Task<T>> askAsync) =>
        TestClient.BothAsync(server, askAsync, options => options.ApiKey = VersionServer.AdminKey);

    private static TestClient NewClient(ApiServer server, TransformerServiceTransport transport) =>
        new(server, transport, options => options.ApiKey = VersionServer.AdminKey);
}
