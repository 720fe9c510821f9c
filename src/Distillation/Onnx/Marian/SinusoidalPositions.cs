namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>Positions as MarianMT has them: all sines, then all cosines.</summary>
internal static class SinusoidalPositions
{
    /// <summary>
    /// <c>[length, size]</c>: of position p and feature j, the sine (first half of the features) or cosine (second half) of
    /// p / 10000^(2·⌊j'/2⌋/size), where j' runs over the even features for sines and the odd ones for cosines.
    /// </summary>
    public static WeightTensor Table(int length, int size)
    {
        float[] values = new float[length * size];
        int sines = (size + 1) / 2;
        for (int position = 0; position < length; position++)
        {
            for (int feature = 0; feature < size; feature++)
            {
                int pair = feature < sines ? feature : feature - sines;
                double angle = position / Math.Pow(10_000, 2.0 * pair / size);
                values[(position * size) + feature] = (float)(feature < sines ? Math.Sin(angle) : Math.Cos(angle));
            }
        }

        return new WeightTensor([length, size], values);
    }
}
