using System.Globalization;
using System.Text;

namespace TransformerService.Evaluation.Comparison;

/// <summary>The numbers of a text, whatever digit separators its language uses.</summary>
internal static class Numbers
{
    /// <summary>Each number as its digits alone: <c>1,234.50</c> and <c>1 234,50</c> are both <c>123450</c>.</summary>
    public static Dictionary<string, int> Of(string text)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var digits = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsDigit(text[i]))
            {
                digits.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(text[i])));
            }
            else if (digits.Length > 0 && !Joins(text, i))
            {
                Close();
            }
        }

        Close();
        return numbers;

        void Close()
        {
            if (digits.Length > 0)
            {
                var number = digits.ToString();
                numbers[number] = numbers.GetValueOrDefault(number) + 1;
                digits.Clear();
            }
        }
    }

    /// <summary>
    /// Whether both the source and the teacher's text have a number, equally often, that the student's text has less often.
    /// </summary>
    public static bool AreLost(string source, string teacher, string student)
    {
        var asked = Of(source);
        if (asked.Count == 0)
        {
            return false;
        }

        Dictionary<string, int> kept = Of(teacher),
            left = Of(student);
        return asked.Any(number => Math.Min(number.Value, kept.GetValueOrDefault(number.Key)) > left.GetValueOrDefault(number.Key));
    }

    /// <summary>
    /// Whether a character between two digits belongs to the number: a point, a comma, or a space before exactly three digits.
    /// </summary>
    private static bool Joins(string text, int at) =>
        at + 1 < text.Length
        && char.IsDigit(text[at - 1])
        && char.IsDigit(text[at + 1])
        && text[at] switch
        {
            '.' or ',' or '\'' or '’' or '٫' or '٬' => true,
            ' ' or '\u00A0' or '\u202F' or '\u2009' => DigitsBefore(text, at) <= 3 && DigitsAfter(text, at) == 3,
            _ => false,
        };

    private static int DigitsBefore(string text, int at)
    {
        var start = at;
        while (start > 0 && char.IsDigit(text[start - 1]))
        {
            start--;
        }

        return at - start;
    }

    private static int DigitsAfter(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && char.IsDigit(text[end]))
        {
            end++;
        }

        return end - at - 1;
    }
}
