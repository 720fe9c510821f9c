using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Versions;

public sealed class VersionsUnderLoadTests
{
    private const int Clients = 16,
        Changes = 50;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly string[] Texts =
    [
        "this is a good film",
        "what is my balance",
        "two dogs",
        "a red house on a hill",
        "hello",
        "it was awful",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("m")]
    [InlineData("t")]
    public async Task Changes_FiftyTimesUnderLoad_FailNoCallAndEveryAnswerIsItsVersions(string model)
    {
        await using var server = await VersionServer.StartAsync();
        Dictionary<(string Version, string Text), string> expected = [];
        foreach (var version in new[] { "2", "1" })
        {
            await server.PromoteAsync(model, version);
            foreach (var text in Texts)
            {
                var (hash, said) = await server.AskAsync(model, text);
                expected[(hash, text)] = said;
            }
        }

        expected.Keys.Select(key => key.Version).Distinct().Count().ShouldBe(2);
        Texts.ShouldAllBe(text => expected.Where(entry => entry.Key.Text == text).Select(entry => entry.Value).Distinct().Count() == 2);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ConcurrentBag<string> wrong = [],
            answered = [];
        Task[] clients = [.. Enumerable.Range(0, Clients).Select(client => Task.Run(() => AskAsync(client), Token))];
        var changes = 0;
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            // Each round a promotion and a way back; every fifth is a canary between them, and every round reads the files again.
            for (; changes < Changes && TimeProvider.System.GetElapsedTime(started) < Longest; changes++)
            {
                if (changes % 5 == 0)
                {
                    VersionServer.ShouldBeOk(await server.ChangeAsync(model, "canary", """{"version":"2","share":0.5}"""));
                }

                await server.PromoteAsync(model, "2");
                VersionServer.ShouldBeOk(await server.ChangeAsync(model, "reload"));
                VersionServer.ShouldBeOk(await server.ChangeAsync(model, "rollback", "{}"));
            }
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(clients);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{model}: {answered.Count} answers, {changes} rounds, {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s"
        );
        wrong.ShouldBeEmpty();
        changes.ShouldBeGreaterThan(0);
        answered.Distinct().ShouldBe(expected.Keys.Select(key => key.Version).Distinct(), ignoreOrder: true);
        var catalog = server.Services.GetRequiredService<ModelCatalog>();
        await Eventually.HoldsAsync(() => catalog.Draining == 0);

        async Task AskAsync(int client)
        {
            for (var number = client; !over.IsCancellationRequested; number++)
            {
                var text = Texts[number % Texts.Length];
                try
                {
                    var (version, said) = await server.AskAsync(model, text);
                    answered.Add(version);
                    if (!expected.TryGetValue((version, text), out var right) || right != said)
                    {
                        wrong.Add($"{version} said '{said}' to '{text}'");
                    }
                }
                catch (Exception exception)
                {
                    wrong.Add(exception.Message);
                }
            }
        }
    }
}
