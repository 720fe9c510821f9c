using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using TransformerService.Inference.Configuration;

namespace TransformerService.Inference.Sessions;

/// <summary>Determines, once, which execution provider can run the models here.</summary>
internal static class ExecutionProviderProbe
{
    /// <summary>Returns the provider for <paramref name="choice"/>, and the reason for the log.</summary>
    /// <exception cref="ExecutionProviderException">Cuda was requested and is not available.</exception>
    public static (ExecutionProvider Provider, string Reason) Choose(ExecutionProviderChoice choice)
    {
        if (choice == ExecutionProviderChoice.Cpu)
        {
            return (ExecutionProvider.Cpu, "the configuration asks for it");
        }

        var fault = WhyNoCuda();
        if (fault is null)
        {
            return (
                ExecutionProvider.Cuda,
                choice == ExecutionProviderChoice.Cuda ? "the configuration asks for it" : "this build and this machine have it"
            );
        }

        return choice == ExecutionProviderChoice.Auto
            ? (ExecutionProvider.Cpu, fault)
            : throw new ExecutionProviderException(
                $"Inference:ExecutionProvider is Cuda, but {fault}. Use Auto or Cpu, or a build with -p:OnnxRuntimeBuild=Cuda on a machine with CUDA."
            );
    }

    private static string? WhyNoCuda()
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
        {
            return "this build of ONNX Runtime has no CUDA";
        }

        // ONNX Runtime would write its own errors to the console if the driver were missing.
        var driver = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(driver, out var handle))
        {
            return $"this machine has no NVIDIA driver: {driver} cannot be loaded";
        }

        NativeLibrary.Free(handle);
        try
        {
            using var options = new SessionOptions();
            options.AppendExecutionProvider_CUDA();
            return null;
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            return "ONNX Runtime cannot load its CUDA provider: CUDA 12 and cuDNN 9 must be installed";
        }
    }
}

/// <summary>The execution provider of a session.</summary>
public enum ExecutionProvider
{
    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU through CUDA.</summary>
    Cuda,
}

/// <summary>The configured execution provider is not available; the service does not start.</summary>
public sealed class ExecutionProviderException(string message) : Exception(message);
