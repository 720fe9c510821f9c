namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>Positions as MarianMT has them: all sines, then all cosines.</summary>
internal static class SinusoidalPositions
{
    /// <summary>
    /// <c>[length, size]</c>: the sines of p / 10000^(2i/size) for i from 0 on, then the cosines of the same angles; computed in double
    /// precision, as Hugging Face does.
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
