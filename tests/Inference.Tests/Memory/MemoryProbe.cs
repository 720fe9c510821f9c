using System.Diagnostics;
using System.Globalization;
using Shouldly;
using TransformerService.Inference.Classification;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Models.Repository;
using TransformerService.Tokenization;
using Xunit;

namespace TransformerService.Inference.Tests.Memory;

/// <summary>
/// Measures a model's memory in a process of its own, in which nothing else runs: this program, started again for one test.
/// </summary>
public sealed class MemoryProbe
{
    private const long MiB = 1 << 20;
    private const string Asked = "TRANSFORMER_MEMORY_PROBE";

    /// <summary>What loading a model and running one batch of it took, in bytes.</summary>
    /// <param name="Loading">What the process grew by, without what any model takes.</param>
    /// <param name="Peak">What the batch took at its peak.</param>
    /// <param name="Left">What was left of it when it was over.</param>
    public sealed record Growth(long Loading, long Peak, long Left)
    {
        /// <summary>Asserts that an estimate is no less than the peak, and not far above it.</summary>
        public void ShouldFit(long estimate)
        {
            estimate.ShouldBeGreaterThanOrEqualTo(
                Peak - (16 * MiB),
                "what heaps lose between blocks varies; the budget has a margin for it"
            );
            estimate.ShouldBeLessThanOrEqualTo((3 * Peak) + (96 * MiB));
        }
    }

    public static bool IsPossible => OperatingSystem.IsLinux() && File.Exists("/proc/self/clear_refs");

    public static async Task<Growth> MeasureAsync(
        string modelFolder,
        int rows,
        int tokens,
        int beams,
        int maxLength,
        CancellationToken cancellationToken
    )
    {
        var answer = Path.GetTempFileName();
        try
        {
            using var probe = new Process
            {
                StartInfo = new ProcessStartInfo(
                    Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path."),
                    ["-method", $"{typeof(MemoryProbe).FullName}.{nameof(Run_WhereItIsAsked_WritesWhatItTook)}", "-noLogo"]
                )
                {
                    RedirectStandardOutput = true,
                    Environment =
                    {
                        [Asked] = string.Join('|', answer, modelFolder, rows, tokens, beams, maxLength),
                        ["DOTNET_gcServer"] = "0",
                        ["DOTNET_GCgen0size"] = "400000", // hexadecimal: little garbage of .NET's is measured with it
                    },
                },
            };
            probe.Start();
            var output = await probe.StandardOutput.ReadToEndAsync(cancellationToken);
            await probe.WaitForExitAsync(cancellationToken);
            long[] numbers = File.ReadAllText(answer) is { Length: > 0 } text
                ? [.. text.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))]
                : throw new InvalidOperationException(output);
            return new Growth(numbers[0], numbers[1], numbers[2]);
        }
        finally
        {
            File.Delete(answer);
        }
    }

    /// <summary>What the other process does; nothing where none asked.</summary>
    [Fact]
    public void Run_WhereItIsAsked_WritesWhatItTook()
    {
        if (Environment.GetEnvironmentVariable(Asked) is { Length: > 0 } asked)
        {
            var parts = asked.Split('|');
            int[] numbers = [.. parts[2..].Select(int.Parse)];
            File.WriteAllText(parts[0], Run(parts[1], numbers[0], numbers[1], numbers[2], numbers[3]));
        }
    }

    private static string Run(string folder, int rows, int tokens, int beams, int maxLength)
    {
        NativeHeap.Configure();
        var version = ModelRepository
            .ReadModel(Path.GetDirectoryName(folder)!)
            .Variants.First(variant => variant.FolderName == Path.GetFileName(folder))
            .Current; // a folder in a model's
        var export = version.Export ?? throw new InvalidOperationException(string.Join(" ", version.Faults));
        var factory = new OnnxSessionFactory(ExecutionProvider.Cpu, 1);
        var empty = Resident();
        using ServedModel served = export.Head is { } head
            ? ClassificationLoader.Load(version.Folder, export, head, factory)
            : TranslationLoader.Load(version.Folder, export, export.Generation!, factory, new InferenceOptions()); // it has one or the other
        served.WarmUp(CancellationToken.None);
        var loaded = Resident();
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak counts from now on

        // As batches run: on a thread of their own, which gives back at the end, and lives on. If it ended, glibc would join what it caches
        // to the end of its heap, which only the thread itself can give back.
        using var isOver = new ManualResetEventSlim();
        using var isMeasured = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            try
            {
                Run(served, rows, tokens, beams, maxLength);
                NativeHeap.TrimThread();
            }
            finally
            {
                isOver.Set();
            }

            isMeasured.Wait();
        });
        thread.Start();
        isOver.Wait();
        var peak = Status("VmHWM");
        var left = Resident() - loaded;
        isMeasured.Set();
        thread.Join();
        return $"{loaded - empty} {peak - loaded} {left}";
    }

    private static void Run(ServedModel served, int rows, int tokens, int beams, int maxLength)
    {
        int[] ids = [.. Enumerable.Range(0, tokens).Select(place => 10 + (place % 200))];
        if (served is ClassificationModel classifier)
        {
            classifier.Score(
                [.. Enumerable.Range(0, rows).Select(_ => new TokenizedText(ids, new int[tokens], tokens))],
                CancellationToken.None
            );
        }
        else if (served is TranslationModel translation)
        {
            var settings = translation.Generation with
            {
                NumBeams = beams,
                MaxLength = maxLength,
                MinNewTokens = maxLength - 1,
                NumReturnSequences = 1,
            };
            translation.Generate([.. Enumerable.Range(0, rows).Select(_ => new TranslationRow(ids, settings))], CancellationToken.None);
        }
    }

    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
        return Status("VmRSS");
    }

    private static long Status(string field) =>
        long.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith(field, StringComparison.Ordinal))
                .Split(':')[1]
                .Replace("kB", "", StringComparison.Ordinal),
            CultureInfo.InvariantCulture
        ) * 1_024;
}
