using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Inference.Tests.Versions;

public sealed class RepositoryWatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Look_ANewVersionThenADamagedOneThenAModelThatGoes_FollowsWhatIsSound()
    {
        using var model = await VersionedModel.LoadAsync(1);
        using var watch = await StartAsync(model);

        model.Add(2);
        await Eventually.HoldsAsync(() => model.IsCurrent(2));

        var third = model.Add(3);
        await Eventually.HoldsAsync(() => model.IsCurrent(3) && model.Version(3).SelfCheck is { State: SelfCheckState.Passed });
        VersionedModel.FlipBit(Path.Combine(third, "model.onnx"));
        // A check that finds the file half written says that the files changed; the next one says that they are damaged.
        await Eventually.HoldsAsync(() => model.Student.Faults is [var fault] && fault.Contains("damaged", StringComparison.Ordinal));
        model.Student.Versions.ShouldContain(version => version.State == VersionState.Failed);
        model
            .Student.Versions.Single(version => version.Current)
            .Folder.ShouldBe("student/3", "what was loaded before its file was damaged");

        model.Repository.Add("other", "distilbert-tiny", VersionedModel.Classification);
        await Eventually.HoldsAsync(() => model.Catalog.Describe().Any(other => other is { Name: "other", State: ModelState.Ready }));
        Directory.Delete(Path.Combine(model.Repository.Root, "other"), recursive: true);
        await Eventually.HoldsAsync(() => model.Catalog.Describe().All(other => other.Name != "other"));
        await watch.StopAsync(Token);
    }

    [Fact]
    public async Task Look_TheRepositoryIsEmptyAllAtOnce_KeepsWhatServesAndSaysSo()
    {
        using var model = await VersionedModel.LoadAsync(1);
        var log = new EventLog();
        using var watch = await StartAsync(model, log);
        string folder = Path.Combine(model.Repository.Root, VersionedModel.Name),
            away = Path.Combine(model.Repository.Root, ".away");

        Directory.Move(folder, away);
        await Eventually.HoldsAsync(() => !log.Events.IsEmpty);

        log.Events.ShouldHaveSingleItem().ShouldBe(76);
        (await model.AnsweringAsync()).ShouldBe("student/1");
        Directory.Move(away, folder);
        model.Add(2);
        await Eventually.HoldsAsync(() => model.IsCurrent(2));
        log.Events.Count.ShouldBe(1, "said once, however often it was seen");
        await watch.StopAsync(Token);
    }

    private static async Task<RepositoryWatch> StartAsync(VersionedModel model, ILogger<RepositoryWatch>? log = null)
    {
        model.Repository.Models.WatchInterval = TimeSpan.FromMilliseconds(100);
        var watch = new RepositoryWatch(
            model.Catalog,
            model.Versions,
            Options.Create(model.Repository.Models),
            TimeProvider.System,
            log ?? NullLogger<RepositoryWatch>.Instance
        );
        await watch.StartAsync(Token);
        return watch;
    }

    private sealed class EventLog : ILogger<RepositoryWatch>
    {
        public ConcurrentQueue<int> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Events.Enqueue(eventId.Id);
    }
}
