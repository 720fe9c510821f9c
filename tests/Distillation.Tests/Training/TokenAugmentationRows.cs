using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Tests.Training;

internal static class TokenAugmentationRows
{
    /// <summary>Alters one long row.</summary>
    public static void Alter(this TokenAugmentation augmentation, out int[] row, long step)
    {
        int[][] rows =
        [
            [2, .. Enumerable.Range(10, 30), 3],
        ];
        augmentation.Alter(rows, step);
        row = rows[0];
    }
}
