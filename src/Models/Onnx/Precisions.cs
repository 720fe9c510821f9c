using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TransformerService.Models.Onnx;

/// <summary>
/// The precisions that the names of ONNX files state after the stem, as Optimum, transformers.js and sentence-transformers write them:
/// model.onnx, model_fp16.onnx, model_qint8_avx512_vnni.onnx.
/// </summary>
public static class Precisions
{
    private static readonly string[] Int8 = ["_quantized", "_int8", "_qint8"],
        Avx512 = ["_qint8_avx512_vnni", "_qint8_avx512"],
        Avx2 = ["_quint8_avx2"],
        Arm64 = ["_qint8_arm64"];

    /// <summary>
    /// Each precision and the endings of its files, in the order in which they are chosen here: the full precision first, which answers as
    /// the model was trained; then those that are faster on a CPU than they are inexact.
    /// </summary>
    internal static IReadOnlyList<(string Name, string[] Endings)> All { get; } =
    [
        ("fp32", ["", "_fp32", "_optimized", "_O3", "_O2", "_O1"]),
        ("int8", ForThisMachine()),
        ("uint8", ["_uint8", .. Avx2]),
        ("fp16", ["_fp16", "_float16", "_O4"]),
        ("bf16", ["_bf16", "_bfloat16"]),
        ("q4", ["_q4"]),
        ("q4f16", ["_q4f16"]),
        ("bnb4", ["_bnb4"]),
    ];

    /// <summary>The names that model.json may have.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(precision => $"\"{precision.Name}\""));

    /// <summary>The precision of a name, or of transformers.js' name for it; <see langword="null"/> if it is not known.</summary>
    public static string? Find(string name) =>
        name switch
        {
            "q8" or "quantized" => "int8",
            "float32" => "fp32",
            "float16" => "fp16",
            "bfloat16" => "bf16",
            _ => All.Any(known => known.Name == name) ? name : null,
        };

    /// <summary>Files that were quantised for another processor run here too, and come last.</summary>
    private static string[] ForThisMachine() =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? [.. Arm64, .. Int8, .. Avx512, .. Avx2]
        : Avx512BW.IsSupported ? [.. Avx512, .. Int8, .. Avx2, .. Arm64]
        : [.. Avx2, .. Int8, .. Avx512, .. Arm64];
}
