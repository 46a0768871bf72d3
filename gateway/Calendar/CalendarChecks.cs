using Google.Protobuf;

namespace Directives.Gateway;

/// <summary>What requests about the calendar must be by themselves.</summary>
internal static class CalendarChecks
{
    /// <returns>False for any other request.</returns>
    public static bool Check(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.ImportCalendarRequest request:
                fields.OperationId(request.OperationId);
                fields.Require(
                    "file", request.File.Length is > 0 and <= CalendarService.MaxFileBytes,
                    $"must be a CSV file of at most {CalendarService.MaxFileBytes} bytes");
                return true;
            case V1.GetCalendarRequest request:
                fields.Require("year", request.Year is 0 or (>= 1947 and <= 2200), "must be a year from 1947 to 2200, or 0 for every year");
                return true;
            default:
                return false;
        }
    }
}
