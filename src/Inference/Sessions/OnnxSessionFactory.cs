using Microsoft.ML.OnnxRuntime;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports;

namespace TransformerService.Inference.Sessions;

/// <summary>Opens ONNX files with one set of session settings for the process.</summary>
/// <param name="provider">The execution provider.</param>
/// <param name="intraOpThreads">Threads inside one run.</param>
/// <param name="inTrial">Whether sessions use the current <see cref="TrialMemory"/>, and compute nothing until they are run.</param>
/// <param name="exactInt8">
/// Whether a file whose integer products would saturate on this processor runs in ONNX Runtime's exact mode.
/// </param>
internal sealed class OnnxSessionFactory(ExecutionProvider provider, int intraOpThreads, bool inTrial = false, bool exactInt8 = true)
{
    /// <summary>
    /// Larger results are computed at every run rather than once at load: a file of nothing but such nodes would otherwise fill the memory
    /// before a limit applies. 1 MiB is a table of 512 positions by 512 numbers.
    /// </summary>
    private const string LargestFoldedConstant = "1048576";

    public ExecutionProvider Provider => provider;

    /// <summary>Returns the sizes of a model with whether its encoder reads a batch in one run.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="isFixed">Whether its file fixes the rows.</param>
    public ModelShape ReadsWholeBatches(ModelShape shape, bool isFixed = false) =>
        shape with
        {
            ReadsWholeBatches = isFixed || provider != ExecutionProvider.Cpu,
        };

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelLoadException">ONNX Runtime cannot load it.</exception>
    public OnnxSession Open(string path)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = intraOpThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = inTrial ? GraphOptimizationLevel.ORT_DISABLE_ALL : GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,

            // A memory pattern is kept for every combination of input shapes, and texts have an unlimited number of shapes.
            EnableMemoryPattern = false,

            // An arena keeps the memory of the largest batch indefinitely, separately for each session; the system's allocator returns it
            // and was as fast (docs/decisions/0005-memory.md).
            EnableCpuMemArena = false,
        };

        // A thread that spins while it waits takes a core from other runs.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("optimization.constant_folding_max_output_size_in_bytes", LargestFoldedConstant);

        // The file was screened as ONNX, so it must not be loaded as ONNX Runtime's own format.
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");
        if (inTrial)
        {
            options.AddSessionConfigEntry("session.use_env_allocators", "1");
        }

        // A trial only checks whether the model runs, so the file is not read again for the int8 check.
        var int8 = inTrial ? null : Int8Precision.Of(path, provider == ExecutionProvider.Cpu && Processor.SaturatesInt8, exactInt8);
        if (int8 == Int8Arithmetic.ExactMode)
        {
            options.AddSessionConfigEntry(Int8Precision.ExactModeEntry, "1");
        }

        if (provider == ExecutionProvider.Cuda)
        {
            options.AppendExecutionProvider_CUDA();
        }

        try
        {
            return new OnnxSession(Path.GetFileName(path), new InferenceSession(path, options), int8);
        }
        catch (OnnxRuntimeException exception)
        {
            var message = OrtText.OneLine(exception).Replace(path, Path.GetFileName(path), StringComparison.Ordinal);
            throw new ModelLoadException(
                [$"{Path.GetFileName(path)} cannot be loaded by ONNX Runtime: {message}{OrtText.Advice(message)}"],
                exception
            );
        }
    }
}

/// <summary>A variant cannot be loaded; each fault is a sentence that names the file.</summary>
public sealed class ModelLoadException(IReadOnlyList<string> faults, Exception? innerException = null)
    : Exception(string.Join(" ", faults), innerException)
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
