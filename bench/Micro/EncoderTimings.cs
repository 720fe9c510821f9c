using System.Diagnostics;
using System.Globalization;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Repository;

namespace TransformerService.Micro;

/// <summary>
/// A classifier's batch read in one run and in the runs of <see cref="EncoderRuns"/>, in turns, by one thread. The allocator is set as in
/// the server.
/// </summary>
internal static class EncoderTimings
{
    public const string Name = "encoders";

    private const int Rows = 64,
        Turns = 7;
    private static readonly int[] Lengths = [16, 32, 64, 128];

    public static void Run(string model)
    {
        NativeHeap.Configure();
        var variant = ModelRepository.ReadModel(Files.Folder("models", model)).Variants.Single(one => one.FolderName == "student");
        var export = variant.Current.Export ?? throw new InvalidDataException($"{model} has no student that can be read.");
        using var session = new OnnxSessionFactory(ExecutionProvider.Cpu, intraOpThreads: 1).Open(export.Onnx.Model ?? "");

        Console.WriteLine(
            "| tokens of each of 64 rows | one run, tokens/s (CPU µs a token) | split, tokens/s (CPU µs a token) | rows of a run | ratio |"
        );
        Console.WriteLine("|--:|--:|--:|--:|--:|");
        foreach (var length in Lengths)
        {
            int[][] rows = [.. Enumerable.Range(0, Rows).Select(row => Row(row, length))];
            var most = EncoderRuns.Rows(export.Shape, length);
            List<(double Rate, double Cpu)> whole = [],
                split = [];
            for (var turn = 0; turn <= Turns; turn++)
            {
                var (one, other) = (Time(session, [rows]), Time(session, [.. EncoderRuns.Split(rows, most)]));
                if (turn > 0) // the first warms up
                {
                    whole.Add(one);
                    split.Add(other);
                }
            }

            var (before, after) = (Median(whole), Median(split));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {length} | {before.Rate:0} ({before.Cpu:0.0}) | {after.Rate:0} ({after.Cpu:0.0}) | {most} | {after.Rate / before.Rate:0.00} |"
                )
            );
        }
    }

    private static int[] Row(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(1_000, 3_000))];
    }

    private static (double Rate, double Cpu) Time(OnnxSession session, int[][][] runs)
    {
        var tokens = runs.Sum(run => run.Sum(row => row.Length));
        var cpu = Environment.CpuUsage.TotalTime;
        var begun = Stopwatch.GetTimestamp();
        using var scope = new RunScope(CancellationToken.None);
        foreach (var run in runs)
        {
            using var inputs = new EncoderInputs(session, new TokenBatch(run, padId: 0), paddingPosition: null);
            using var outputs = scope.Run(session, session.Inputs, inputs.Values, session.Outputs);
        }

        var time = Stopwatch.GetElapsedTime(begun);
        return (tokens / time.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / tokens);
    }

    private static (double Rate, double Cpu) Median(List<(double Rate, double Cpu)> turns) =>
        turns.OrderBy(turn => turn.Rate).ElementAt(turns.Count / 2);
}
