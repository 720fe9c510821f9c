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
    write,
};

write.SetAction(arguments =>
    BenchmarkModel.Write(
        arguments.GetValue(folder) ?? throw new ArgumentException("Give --folder."),
        arguments.GetRequiredValue(tokenizer),
        arguments.GetRequiredValue(export)
    )
);
root.SetAction(
    async (arguments, cancellationToken) =>
    {
        var kept = arguments.GetValue(folder);
        var repository = kept ?? Directory.CreateTempSubdirectory("engine-").FullName;
        try
        {
            BenchmarkModel.Write(repository, arguments.GetRequiredValue(tokenizer), arguments.GetRequiredValue(export));
            if (arguments.GetValue(profile))
            {
                Profile(repository, arguments.GetRequiredValue(precisions), arguments.GetRequiredValue(rows));
                return 0;
            }

            Console.WriteLine(Agreement.Check(repository));
            var (warmUp, duration) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(arguments.GetValue(seconds)));
            List<Measurement> measurements = [];
            foreach (var precision in arguments.GetRequiredValue(precisions))
            {
                foreach (var count in arguments.GetRequiredValue(rows))
                {
                    var contestants = Contestants(repository, precision, arguments.GetValue(workers), count);
                    for (var round = 0; round < arguments.GetValue(rounds); round++)
                    {
                        foreach (var contestant in contestants)
                        {
                            cancellationToken.ThrowIfCancellationRequested();
                            measurements.Add(await Turn.RunAsync(contestant, precision, count, warmUp, duration));
                        }
                    }

                    Array.ForEach(contestants, contestant => contestant.Dispose());
                }
            }

            MeasurementTable.Print(measurements, Console.Out);
            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(measurements), cancellationToken);
            }

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
);
return await root.Parse(args).InvokeAsync();

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
