using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>Opens ONNX files with the process's one set of session settings.</summary>
internal sealed class OnnxSessionFactory(ExecutionProvider provider, int intraOpThreads)
{
    public ExecutionProvider Provider => provider;

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelLoadException">ONNX Runtime does not take it.</exception>
    public OnnxSession Open(string path)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = intraOpThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,

            // A memory pattern is kept for every combination of input shapes, and text has no end of them.
            EnableMemoryPattern = false,

            // An arena keeps for ever what the largest batch once took, for each session its own; the system's allocator gives it back and was
            // no slower (docs/decisions/0005-memory.md).
            EnableCpuMemArena = false,
        };

        // A thread that spins while it waits takes a core from a neighbour's run.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (provider == ExecutionProvider.Cuda)
        {
            options.AppendExecutionProvider_CUDA();
        }

        try
        {
            return new OnnxSession(Path.GetFileName(path), new InferenceSession(path, options));
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelLoadException([$"{Path.GetFileName(path)} cannot be loaded by ONNX Runtime: {FirstLine(exception.Message).Replace(path, Path.GetFileName(path), StringComparison.Ordinal)}"], exception);
        }
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
