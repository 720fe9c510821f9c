using System.CommandLine;
using TransformerService.Load;
using TransformerService.Load.Reporting;
using TransformerService.Load.Scenarios;
using TransformerService.Load.Scenarios.Tokens;

IScenario[] scenarios =
[
    new TranslationScenario(),
    new ClassificationScenario(),
    new LatencyScenario(),
    new OverloadScenario(),
    new NeighbourScenario(),
    new DoorScenario(),
    new ShadowScenario(),
    new CacheScenario(),
];
var models = new Option<string>("--models") { Description = "The model repository.", DefaultValueFactory = _ => "models" };
var clients = new Option<int>("--clients") { Description = "Clients of a closed loop.", DefaultValueFactory = _ => 32 };
var seconds = new Option<double>("--seconds") { Description = "Measured seconds of each turn.", DefaultValueFactory = _ => 10 };
var warmUp = new Option<double>("--warm-up") { Description = "Warm-up seconds before them.", DefaultValueFactory = _ => 3 };
var rounds = new Option<int>("--rounds") { Description = "Turns of each target.", DefaultValueFactory = _ => 3 };
var json = new Option<string?>("--json") { Description = "A file for the results." };
var svg = new Option<string?>("--svg") { Description = "A file for a chart; with several charts, a number is added before the extension." };
var mix = new Option<bool>("--mix") { Description = "Sends texts of a realistic mix of lengths instead of sentences." };
var root = new RootCommand("Loads translators and classifiers and compares them in one run.")
{
    models,
    clients,
    seconds,
    warmUp,
    rounds,
    json,
    svg,
    mix,
};
foreach (var option in root.Options)
{
    option.Recursive = true;
}

root.Add(Compare());
root.Add(TokenCommand.Create(arguments => Bench(arguments, "")));
foreach (var scenario in scenarios)
{
    root.Add(Named(scenario));
}

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (LoadException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 2;
}

Command Named(IScenario scenario)
{
    var model = new Option<string>("--model") { Description = "The translation model.", DefaultValueFactory = _ => "en-fr" };
    var command = new Command(scenario.Name, $"Measures {scenario.What}; ends with 1 if a bound is missed.") { model };
    command.SetAction(
        async (arguments, cancellationToken) =>
        {
            var results = await scenario.RunAsync(Bench(arguments, arguments.GetRequiredValue(model)), cancellationToken);
            await WriteAsync(arguments, results, cancellationToken);
            return results.All(result => result.Bounds.All(bound => bound.Holds)) ? 0 : 1;
        }
    );
    return command;
}

Command Compare()
{
    var targets = new Argument<string[]>("targets")
    {
        Description = $"The targets to load, in turn; ratios are to the first: {string.Join(", ", TargetFactory.Names)}.",
    };
    var task = new Option<string>("--task")
    {
        Description = "translation or text-classification.",
        DefaultValueFactory = _ => "translation",
    };
    var model = new Option<string?>("--model") { Description = "The model to call, if several are served." };
    var folder = new Option<string>("--variant")
    {
        Description = "The variant's folder, for loop and node.",
        DefaultValueFactory = _ => "models/en-fr/student",
    };
    var urls = new Option<string[]>("--url")
    {
        Description = "Servers that run already: rest=http://localhost:8080 node=http://localhost:8090.",
        AllowMultipleArgumentsPerToken = true,
    };
    var rate = new Option<double>("--rate")
    {
        Description = "Calls per second of an open loop; 0 for a closed loop.",
        DefaultValueFactory = _ => 0,
    };
    var tokens = new Option<int?>("--new-tokens") { Description = "The exact number of tokens that a translation generates." };
    var command = new Command("compare", "Loads the targets named, in a closed or an open loop.")
    {
        targets,
        task,
        model,
        folder,
        urls,
        rate,
        tokens,
    };
    command.SetAction(
        async (arguments, cancellationToken) =>
        {
            var bench = Bench(arguments, "");
            var request = new LoadRequest(
                arguments.GetRequiredValue(task),
                arguments.GetValue(model),
                arguments.GetRequiredValue(folder),
                arguments.GetValue(tokens),
                Whole: !bench.Mix
            );
            await using var factory = bench.Targets(request);
            foreach (var url in (arguments.GetValue(urls) ?? []).Select(url => url.Split('=', 2)))
            {
                factory.Use(
                    url[0],
                    url.Length == 2 && Uri.TryCreate(url[1], UriKind.Absolute, out var address)
                        ? address
                        : throw new LoadException($"--url {url[0]} has no address.")
                );
            }

            List<LoadResult> results = [];
            for (var round = 0; round < bench.Rounds; round++)
            {
                foreach (var name in arguments.GetRequiredValue(targets))
                {
                    await using var target = await factory.OpenAsync(name, cancellationToken);
                    var texts = LoadTexts.Of(request.Task, onlySentences: !bench.Mix);
                    results.Add(await bench.RunAsync(target, texts, bench.Clients, arguments.GetValue(rate), cancellationToken));
                }
            }

            await WriteAsync(
                arguments,
                [new ScenarioResult($"Load on {string.Join(", ", arguments.GetRequiredValue(targets))}", ResultRow.Of(results), [], [])],
                cancellationToken
            );
            return 0;
        }
    );
    return command;
}

Bench Bench(ParseResult arguments, string model) =>
    new(
        arguments.GetRequiredValue(models),
        model,
        arguments.GetValue(clients),
        TimeSpan.FromSeconds(arguments.GetValue(warmUp)),
        TimeSpan.FromSeconds(arguments.GetValue(seconds)),
        arguments.GetValue(rounds),
        arguments.GetValue(mix),
        Console.Error
    );

async Task WriteAsync(ParseResult arguments, IReadOnlyList<ScenarioResult> results, CancellationToken cancellationToken)
{
    foreach (var result in results)
    {
        result.Print(Console.Out);
    }

    if (arguments.GetValue(json) is { } file)
    {
        await File.WriteAllTextAsync(file, ScenarioResult.ToJson(results), cancellationToken);
    }

    if (arguments.GetValue(svg) is { } chart)
    {
        for (var index = 0; index < results.Count; index++)
        {
            var path = results.Count == 1 ? chart : Path.ChangeExtension(chart, $"{index + 1}.svg");
            await File.WriteAllTextAsync(path, BarChart.Draw(results[index].Title, results[index].Rows), cancellationToken);
        }
    }
}
