using System.CommandLine;
using System.Text.Json;
using TransformerService.Engine;
using TransformerService.Loop;

var folder = new Option<string?>("--folder") { Description = "Where the model is, or is written to. Default: a temporary folder." };
var tokenizer = new Option<string>("--tokenizer")
{
    Description = "A Marian export whose tokenizer is used.",
    DefaultValueFactory = _ => "models/en-fr/teacher",
};
var export = new Option<string>("--export")
{
    Description = "A real Optimum export of a MarianMT, whose graphs the baseline uses.",
    DefaultValueFactory = _ => "tests/fixtures/marian-tiny",
};
var precisions = new Option<string[]>("--precision")
{
    Description = "float32, int8 or both.",
    DefaultValueFactory = _ => BenchmarkModel.Precisions,
    AllowMultipleArgumentsPerToken = true,
};
var rows = new Option<int[]>("--rows")
{
    Description = "Rows of a batch.",
    DefaultValueFactory = _ => [1, 32],
    AllowMultipleArgumentsPerToken = true,
};
var seconds = new Option<double>("--seconds") { Description = "Measured seconds of each turn.", DefaultValueFactory = _ => 4 };
var rounds = new Option<int>("--rounds") { Description = "Turns of each contestant.", DefaultValueFactory = _ => 3 };
var workers = new Option<int>("--workers") { Description = "One-thread workers.", DefaultValueFactory = _ => Environment.ProcessorCount };
var profile = new Option<bool>("--profile") { Description = "Prints ONNX Runtime's time by operator instead of measuring speed." };
var json = new Option<string?>("--json") { Description = "A file for the measurements." };
var decoders = new Command(
    "decoders",
    "Compares students: attention or an SSRU in the decoder, fewer layers, a lexical shortlist; d 256, feed-forward 1,536, int8."
)
{
    folder,
    tokenizer,
    rows,
    seconds,
    rounds,
    workers,
};
var write = new Command("write", "Writes the model's repository and stops.") { folder, tokenizer, export };
var root = new RootCommand(
    "Compares the server's engine with a plain loop over ONNX Runtime: d 256, 4 + 2 layers, 8,000 pieces, 25 tokens in, 25 out, greedy."
)
{
    folder,
    tokenizer,
    export,
    precisions,
    rows,
    seconds,
    rounds,
    workers,
    profile,
    json,
    decoders,
    write,
};

write.SetAction(arguments =>
    BenchmarkModel.Write(
        arguments.GetValue(folder) ?? throw new ArgumentException("Give --folder."),
        arguments.GetRequiredValue(tokenizer),
        arguments.GetRequiredValue(export)
    )
);
decoders.SetAction(
    (arguments, cancellationToken) =>
        InFolderAsync(
            arguments.GetValue(folder),
            repository =>
                DecoderComparison.RunAsync(
                    repository,
                    arguments.GetRequiredValue(tokenizer),
                    Turns(arguments, cancellationToken),
                    Console.Out
                )
        )
);
root.SetAction(
    (arguments, cancellationToken) =>
        InFolderAsync(arguments.GetValue(folder), repository => CompareAsync(arguments, repository, cancellationToken))
);
return await root.Parse(args).InvokeAsync();

async Task CompareAsync(ParseResult arguments, string repository, CancellationToken cancellationToken)
{
    BenchmarkModel.Write(repository, arguments.GetRequiredValue(tokenizer), arguments.GetRequiredValue(export));
    if (arguments.GetValue(profile))
    {
        Profile(repository, arguments.GetRequiredValue(precisions), arguments.GetRequiredValue(rows));
        return;
    }

    Console.WriteLine(Agreement.Check(repository));
    var turns = Turns(arguments, cancellationToken);
    List<Measurement> measurements = [];
    foreach (var precision in arguments.GetRequiredValue(precisions))
    {
        foreach (var count in turns.Rows)
        {
            var contestants = Contestants(repository, precision, turns.Workers, count);
            measurements.AddRange(await turns.RunAsync(contestants, precision, count));
            Array.ForEach(contestants, contestant => contestant.Dispose());
        }
    }

    MeasurementTable.Print(measurements, Console.Out);
    if (arguments.GetValue(json) is { } file)
    {
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(measurements), cancellationToken);
    }
}

TurnOptions Turns(ParseResult arguments, CancellationToken cancellationToken) =>
    new(
        arguments.GetRequiredValue(rows),
        TimeSpan.FromSeconds(arguments.GetValue(seconds)),
        arguments.GetValue(rounds),
        arguments.GetValue(workers),
        cancellationToken
    );

static async Task<int> InFolderAsync(string? kept, Func<string, Task> run)
{
    var repository = kept ?? Directory.CreateTempSubdirectory("engine-").FullName;
    try
    {
        await run(repository);
        return 0;
    }
    finally
    {
        if (kept is null)
        {
            Directory.Delete(repository, recursive: true);
        }
    }
}

static IContestant[] Contestants(string repository, string precision, int workers, int rows) =>
    [
        new LoopContestant(
            "loop, Optimum, copying",
            BenchmarkModel.StockFolder(repository, precision, copies: true),
            DecoderChoice.Merged,
            workers
        ),
        new LoopContestant(
            "loop, Optimum",
            BenchmarkModel.StockFolder(repository, precision, copies: false),
            DecoderChoice.Merged,
            workers
        ),
        new LoopContestant("loop, ours, merged", BenchmarkModel.Folder(repository, precision), DecoderChoice.Merged, workers),
        new LoopContestant("loop, ours, split", BenchmarkModel.Folder(repository, precision), DecoderChoice.Split, workers),
        .. Enum.GetValues<EngineUse>()
            .Where(use => use != EngineUse.Callers || rows > 1)
            .Select(use => new EngineContestant(BenchmarkModel.Folder(repository, precision), workers, rows, use)),
    ];

static void Profile(string repository, string[] precisions, int[] rows)
{
    foreach (var precision in precisions)
    {
        foreach (var count in rows)
        {
            OperatorProfile.Print(BenchmarkModel.Folder(repository, precision), precision, DecoderChoice.Merged, count, Console.Out);
            OperatorProfile.Print(BenchmarkModel.Folder(repository, precision), precision, DecoderChoice.Split, count, Console.Out);
        }
    }
}
