using System.Globalization;

namespace TransformerService.Load.Scenarios.Tokens;

/// <summary>A closed loop of clients.</summary>
/// <param name="Clients">Number of clients.</param>
/// <param name="Texts">Texts of a call.</param>
internal sealed record TokenLoad(int Clients, int Texts)
{
    /// <summary>Reads <c>32</c>, or <c>4x32</c> for 4 clients with 32 texts a call.</summary>
    public static TokenLoad Parse(string text)
    {
        int[] numbers = [.. text.Split('x').Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        return numbers is [> 0, ..] && numbers.Length <= 2 && numbers[^1] > 0
            ? new TokenLoad(numbers[0], numbers.Length == 2 ? numbers[1] : 1)
            : throw new LoadException(
                $"'{text}' is no load: give a number of clients, such as 32, or clients and texts of a call, such as 4x32."
            );
    }

    public override string ToString() => Texts == 1 ? $"{Clients}" : $"{Clients} × {Texts}";
}
