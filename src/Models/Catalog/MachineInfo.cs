namespace TransformerService.Models.Catalog;

/// <summary>What the server runs on, as far as it matters to what models answer.</summary>
/// <param name="Cpu">The processor's architecture and the features that matter, e.g. <c>x64 avx2 avx512f avx512_vnni</c>.</param>
/// <param name="Int8Arithmetic">How exact an int8 model is whose weights allow saturation; each variant tells its own.</param>
public sealed record MachineInfo(string Cpu, Int8Arithmetic Int8Arithmetic);
