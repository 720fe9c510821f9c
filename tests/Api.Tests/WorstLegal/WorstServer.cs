using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Access;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>
/// A server with the default models, a small one of each other task, and the default limits, in a memory control group of 1 GiB, for one row after the other; a new one after a row that
/// did it harm, and for each that is alone.
/// The tests of this collection run by themselves: what they do to the machine would be felt by others.
/// </summary>
[CollectionDefinition(nameof(WorstServer), DisableParallelization = true)]
public sealed class WorstServer : IAsyncLifetime, ICollectionFixture<WorstServer>
{
    public const string SmallKey = "tsk_a-small-caller",
        LimitedKey = "tsk_ten-calls-a-minute",
        SecondLimitedKey = "tsk_ten-more-calls-a-minute",
        AdminKey = "tsk_an-admin",
        GlossaryKey = "tsk_as-many-calls-as-it-likes";

    private const long GroupBytes = 1L << 30;
    private const int Connections = 400,
        WarmUpCalls = 20,
        WarmUpTexts = 64;

    private readonly FixtureRepository _models = new FixtureRepository()
        .AddDefaults()
        .Add(Names.IntoPivot, "marian-tiny", """{ "task": "translation", "sourceLanguage": "de", "targetLanguage": "en" }""")
        .Add(
            Names.Escalating,
            "marian-tiny",
            """{ "task": "translation", "sourceLanguage": "it", "targetLanguage": "es", "cascade": { "budget": 0.5 } }"""
        )
        .AddTeacher(Names.Escalating, "marian-tiny")
        .Add(Names.Embedder, "sentence-bert-tiny", "{}")
        .Add(Names.Ranker, "cross-encoder-tiny", "{}")
        .Add(Names.Tagger, "bert-ner-tiny", "{}")
        .Add(Names.Generator, "mt5-bytefallback-tiny", "{}")
        .Add(Names.Entailment, "bart-nli-tiny", "{}");
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("worst-");
    private MemoryCgroup? _group;
    private ServerProcess? _process;
    private UnderAttack? _ready;

    /// <summary>The server, which runs and has nothing in hand. Skips the test where there can be none.</summary>
    internal async Task<UnderAttack> ReadyAsync()
    {
        if (_ready is not null && !_ready.Process.HasExited)
        {
            return _ready;
        }

        await DiscardAsync();
        _group = MemoryCgroup.TryCreate(GroupBytes, out var whyNot);
        Assert.SkipWhen(_group is null, whyNot);
        var group = _group ?? throw new InvalidOperationException(whyNot);
        _process = ServerProcess.Start(
            [
                .. Key(0, "small", AccessRole.Caller, SmallKey),
                .. Key(1, "limited", AccessRole.Caller, LimitedKey),
                .. Key(2, "limited-2", AccessRole.Caller, SecondLimitedKey),
                .. Key(3, "ops", AccessRole.Admin, AdminKey),
                .. Key(4, "glossaries", AccessRole.Caller, GlossaryKey),
                "--Access:Keys:1:RequestsPerMinute=10",
                "--Access:Keys:2:RequestsPerMinute=10",
                "--Access:AllowAnonymous=true",
                "--Access:OpenMetrics=true",
                $"--Access:Limits:MaxConnections={Connections}",
                $"--Models:Path={_models.Root}",
                $"--Shadow:Store:Path={Path.Combine(_data.FullName, "shadow.db")}",
                "--Inference:PivotLanguage=en",
                "--Cache:Enabled=false", // an attack's texts may all be new
                $"--Models:RecordPath={Path.Combine(_data.FullName, "loads.json")}",
            ],
            group.Run
        );
        var process = _process;
        await process.UntilAsync(async () => await process.StatusAsync("/health/ready") == 200 || process.HasExited);
        Assert.False(process.HasExited, string.Join('\n', process.Output));
        var cancellationToken = TestContext.Current.CancellationToken;
        var limits = await LegalLimits.ReadAsync(process.Http, Connections, cancellationToken);
        await WarmUpAsync(process, limits);
        return _ready = await UnderAttack.AtRestAsync(process, group, limits, cancellationToken);
    }

    /// <summary>Has the next row begin with another server.</summary>
    internal async Task DiscardAsync()
    {
        _ready = null;
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_group is not null)
        {
            await _group.DisposeAsync();
        }

        (_process, _group) = (null, null);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await DiscardAsync();
        _models.Dispose();
        _data.Delete(recursive: true);
    }

    private static IEnumerable<string> Key(int index, string name, AccessRole role, string key) =>
        AccessServer.Key(index, name, role, key).Select(setting => $"--{setting.Item1}={setting.Item2}");

    /// <summary>An ordinary day: small callers, and each variant with a full batch.</summary>
    private static async Task WarmUpAsync(ServerProcess process, LegalLimits limits)
    {
        await using var small = new SmallCallers(process, SmallKey);
        using var caller = new Caller(process.Rest, SmallKey, System.Net.IPAddress.Loopback);
        string[] texts =
        [
            .. Enumerable.Repeat("Two dogs are playing in the snow, and a man in a red coat is looking at them.", WarmUpTexts),
        ];
        foreach (var (model, task, variant) in limits.Variants)
        {
            var body = Bodies.BodyOf(task, model, variant, texts);
            Assert.Equal(CallCounts.Answered, await caller.PostAsync(Bodies.PathOf(task), body, TestContext.Current.CancellationToken));
        }

        await Eventually.HoldsAsync(() => small.FewestOfOne >= WarmUpCalls);
    }
}
