using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace TransformerService.Inference.Sessions;

/// <summary>The processor's features that matter to the models: its instructions for integer and bfloat16 products.</summary>
internal static class Processor
{
    private const int FeatureLeaf = 7,
        Ebx = 1,
        Ecx = 2,
        Edx = 3,
        Eax = 0;

    private static readonly (string Name, int SubLeaf, int Register, int Bit, bool IsAvx512)[] X64Features =
    [
        ("avx512f", 0, Ebx, 16, true),
        ("avx512_vnni", 0, Ecx, 11, true),
        ("avx_vnni", 1, Eax, 4, false),
        ("avx512_bf16", 1, Eax, 5, true),
        ("amx_bf16", 0, Edx, 22, true),
        ("amx_int8", 0, Edx, 25, true),
    ];

    /// <summary>Its architecture and features, for the log and for /v1/models.</summary>
    public static string Description { get; } =
        string.Join(' ', [RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), .. Features()]);

    /// <summary>
    /// Whether a product of unsigned by signed bytes adds pairs in 16 bits and saturates: on x64 without VNNI. Arm's instructions do not.
    /// A processor whose 512-bit registers are disabled for this process counts as one without VNNI.
    /// </summary>
    public static bool SaturatesInt8 { get; } = X86Base.IsSupported && !Features().Any(feature => feature is "avx512_vnni" or "avx_vnni");

    private static IEnumerable<string> Features() => X86Base.IsSupported ? OfX64() : OfArm();

    private static IEnumerable<string> OfX64()
    {
        if (!Avx2.IsSupported)
        {
            return [];
        }

        return
        [
            "avx2",
            .. X64Features
                .Where(feature => Has(feature.SubLeaf, feature.Register, feature.Bit) && (!feature.IsAvx512 || Avx512F.IsSupported))
                .Select(feature => feature.Name),
        ];
    }

    private static IEnumerable<string> OfArm() =>
        ((string Name, bool Has)[])[("asimd", AdvSimd.IsSupported), ("dotprod", Dp.IsSupported)] is var features
            ? features.Where(feature => feature.Has).Select(feature => feature.Name)
            : [];

    private static bool Has(int subLeaf, int register, int bit)
    {
        (var highest, _, _, _) = X86Base.CpuId(0, 0);
        (var subLeaves, _, _, _) = highest < FeatureLeaf ? default : X86Base.CpuId(FeatureLeaf, 0);
        if (highest < FeatureLeaf || subLeaf > subLeaves)
        {
            return false;
        }

        (var eax, var ebx, var ecx, var edx) = X86Base.CpuId(FeatureLeaf, subLeaf);
        return (((int[])[eax, ebx, ecx, edx])[register] >> bit & 1) != 0;
    }
}
