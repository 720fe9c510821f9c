using System.CommandLine;
using TransformerService.Load.Processes;
using TransformerService.Load.Targets;

namespace TransformerService.Load.Scenarios.Tokens;

/// <summary>
/// Compares builds of the service, and other programs, by output tokens a second and processor time for each of them, turn by turn, on
/// texts in random order.
/// </summary>
internal static class TokenCommand
{
    private const int Seed = 17;

    /// <param name="bench">Reads the settings that every command has.</param>
    public static Command Create(Func<ParseResult, Bench> bench)
    {
        var builds = new Option<string[]>("--build")
        {
            Description =
                "Builds of the service as name=folder, for instance before=/tmp/before; the first is what others are compared with.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["now=" + Repository.File("src", "Api", "bin", "Release", "net10.0")],
        };
        var files = new Option<string[]>("--texts")
        {
            Description = "Files of texts, one a line; the part before a tab is used. Default: the sentences of tests/Clients.",
            AllowMultipleArgumentsPerToken = true,
        };
        var loads = new Option<string[]>("--load")
        {
            Description = "Clients, or clients x texts of a call.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["1", "8", "32", "64", "256", "4x32"],
        };
        var external = new Option<string[]>("--external")
        {
            Description =
                "Other engines as name=command: it reads texts, one a line, and writes tokens a second, and CPU µs a token if known, on its last line.",
            AllowMultipleArgumentsPerToken = true,
        };
        var model = new Option<string>("--model") { Description = "The translation model.", DefaultValueFactory = _ => "en-fr" };
        var variant = new Option<string?>("--variant") { Description = "student or teacher; default: the model's own." };
        var beams = new Option<int>("--beams") { Description = "Beams.", DefaultValueFactory = _ => 1 };
        var command = new Command(
            "tokens",
            "Compares output tokens a second and CPU time a token of builds of the service and of other engines."
        )
        {
            builds,
            files,
            loads,
            external,
            model,
            variant,
            beams,
        };
        command.SetAction(
            async (arguments, cancellationToken) =>
            {
                var settings = bench(arguments) with { Translator = arguments.GetRequiredValue(model) };
                var request = settings.Translation with
                {
                    Whole = true,
                    Variant = arguments.GetValue(variant),
                    Beams = arguments.GetValue(beams),
                };
                TokenLoad[] asked = [.. arguments.GetRequiredValue(loads).Select(TokenLoad.Parse)];
                string[] sets = [.. arguments.GetValue(files) ?? []];
                foreach (var set in sets.Length == 0 ? [""] : sets)
                {
                    var texts = Texts(set);
                    List<TokenRow> turns = [];
                    await using var servers = new ServerBuilds(settings.Models);
                    for (var round = 0; round <= settings.Rounds; round++)
                    {
                        foreach (var load in asked)
                        {
                            foreach (var build in Pairs(arguments.GetRequiredValue(builds)))
                            {
                                var server = await servers.OpenAsync(build.Value, cancellationToken);
                                var row = await RunAsync(build.Key, server, load, request, settings, texts, cancellationToken);
                                if (round > 0) // a server's code is optimized only after some thousand calls
                                {
                                    turns.Add(row);
                                }
                            }
                        }

                        foreach (var other in round == 0 ? [] : Pairs(arguments.GetValue(external) ?? []))
                        {
                            turns.Add(await ExternalProgram.RunAsync(other.Key, other.Value, texts, cancellationToken));
                        }
                    }

                    Console.WriteLine($"\n{(set.Length == 0 ? "Sentences of tests/Clients" : Path.GetFileName(set))}\n");
                    TokenRow.Print(turns, Console.Out);
                }

                return 0;
            }
        );
        return command;
    }

    private static async Task<TokenRow> RunAsync(
        string name,
        Service server,
        TokenLoad load,
        LoadRequest request,
        Bench settings,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        await using var target = new CallTarget(new RestTarget(name, server.Rest, request, server.Process), texts, load.Texts);
        var running = settings.RunAsync(target, texts, load.Clients, 0, cancellationToken);
        await Task.Delay(settings.WarmUp, cancellationToken);
        var before = await ServerCounters.ReadAsync(server, cancellationToken);
        var from = TimeProvider.System.GetTimestamp();
        await Task.Delay(settings.Duration, cancellationToken);
        var after = await ServerCounters.ReadAsync(server, cancellationToken);
        var seconds = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
        var result = await running;
        (var tokens, var processor) = (after.OutputTokens - before.OutputTokens, after.Processor - before.Processor);
        return new TokenRow(
            name,
            load.ToString(),
            tokens / seconds,
            processor.TotalMicroseconds / tokens,
            processor.TotalSeconds / seconds,
            result.Latency(50),
            result.Latency(99),
            (after.Computed - before.Computed) / (after.InputTokens - before.InputTokens),
            result.Counts.Where(count => count.Key != CallOutcome.Answered).Sum(count => count.Value)
        );
    }

    private static string[] Texts(string file)
    {
        string[] texts =
            file.Length == 0
                ? [.. LoadTexts.Of("translation", onlySentences: true)]
                : [.. File.ReadLines(file).Select(line => line.Split('\t')[0]).Where(text => text.Length > 0)];
        new Random(Seed).Shuffle(texts);
        return texts;
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IEnumerable<string> options) =>
        options
            .Select(option => option.Split('=', 2))
            .Select(parts =>
                parts is [{ Length: > 0 } name, { Length: > 0 } value]
                    ? KeyValuePair.Create(name, value)
                    : throw new LoadException($"'{string.Join('=', parts)}' must be name=value.")
            );

    /// <summary>The servers of builds, started when first used.</summary>
    private sealed class ServerBuilds(string models) : IAsyncDisposable
    {
        private readonly Dictionary<string, Service> _open = [];

        public async Task<Service> OpenAsync(string folder, CancellationToken cancellationToken)
        {
            if (!_open.TryGetValue(folder, out var service))
            {
                _open[folder] = service = await Service.StartAsync(models, ["--Shadow:SampleRate=0"], cancellationToken, folder);
            }

            return service;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var service in _open.Values)
            {
                await service.DisposeAsync();
            }
        }
    }
}
