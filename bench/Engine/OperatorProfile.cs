using System.Globalization;
using System.Text.Json;
using TransformerService.Loop;

namespace TransformerService.Engine;

/// <summary>Shows where ONNX Runtime's time goes: a loop's kernels by operator, on one thread, from ONNX Runtime's own profile.</summary>
internal static class OperatorProfile
{
    private const int Batches = 20;
    private const int Shown = 12;

    /// <summary>Runs an export with profiling on and prints the summary.</summary>
    public static void Print(string folder, string precision, DecoderChoice decoder, int rows, TextWriter output)
    {
        var temporary = Directory.CreateTempSubdirectory("profile-").FullName;
        try
        {
            IReadOnlyList<string> files;
            using (
                var loop = new GreedyLoop(
                    folder,
                    decoder,
                    threads: 1,
                    BenchmarkShape.Shape.PadTokenId,
                    BenchmarkShape.Shape.EosTokenId,
                    Path.Combine(temporary, "profile")
                )
            )
            {
                var batch = BenchmarkShape.Rows(rows, seed: 0);
                for (var run = 0; run < Batches; run++)
                {
                    loop.Run(batch, BenchmarkShape.TargetTokens, stops: false);
                }

                files = loop.EndProfiling();
            }

            Dictionary<string, (long Microseconds, long Calls)> all = [];
            double encoder = 0,
                total = 0;
            foreach (var file in files)
            {
                var kernels = Kernels(file);
                double sum = kernels.Values.Sum(kernel => kernel.Microseconds);
                encoder += file.Contains("encoder_model", StringComparison.Ordinal) ? sum : 0;
                total += sum;
                foreach ((var name, (var microseconds, var calls)) in kernels)
                {
                    (var before, var callsBefore) = all.GetValueOrDefault(name);
                    all[name] = (before + microseconds, callsBefore + calls);
                }
            }

            var tokens = (double)Batches * rows * BenchmarkShape.TargetTokens;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{precision}, batch {rows}, {decoder.ToString().ToLowerInvariant()} decoder: {total / tokens:0.0} µs of kernels a token, {encoder / total:0%} of it the encoder"
                )
            );
            foreach ((var name, (var microseconds, var calls)) in all.OrderByDescending(kernel => kernel.Value.Microseconds).Take(Shown))
            {
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {name, -28} {microseconds / total, 6:0.0%} {(double)microseconds / calls, 9:0.0} µs a call {(double)calls / Batches, 7:0} calls a batch"
                    )
                );
            }
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static Dictionary<string, (long Microseconds, long Calls)> Kernels(string file)
    {
        Dictionary<string, (long, long)> kernels = [];
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            if (
                !entry.TryGetProperty("cat", out var category)
                || category.GetString() != "Node"
                || !entry.TryGetProperty("name", out var name)
                || !(name.GetString() ?? "").EndsWith("_kernel_time", StringComparison.Ordinal)
                || !entry.TryGetProperty("args", out var args)
                || !args.TryGetProperty("op_name", out var kind)
            )
            {
                continue;
            }

            // An If's time is that of the nodes inside it, which have their own entries.
            var key = kind.GetString() ?? "";
            if (key == "If")
            {
                continue;
            }

            (var microseconds, var calls) = kernels.GetValueOrDefault(key);
            kernels[key] = (microseconds + entry.GetProperty("dur").GetInt64(), calls + 1);
        }

        return kernels;
    }
}
