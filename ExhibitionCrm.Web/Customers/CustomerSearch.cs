using System.Linq.Expressions;
using ExhibitionCrm.Web.Lists;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace ExhibitionCrm.Web.Customers;

/// <summary>
/// What somebody types to find a customer, or what belongs to one: an ID, words in any order, or a phone number however
/// it is written.
/// </summary>
public sealed class CustomerSearch(PhoneNumbers phones)
{
    private static readonly Expression<Func<string, string, bool>> Like = (text, pattern) => EF.Functions.Like(text, pattern, SearchText.Escape);

    /// <summary>The condition that rows meet; null when nothing searchable was typed.</summary>
    /// <param name="id">The customer's ID.</param>
    /// <param name="text">See <see cref="SearchText"/>.</param>
    public Expression<Func<T, bool>>? For<T>(string? typed, Expression<Func<T, string>> id, Expression<Func<T, string>> text)
    {
        var words = SearchText.Words(typed);
        if (words.Count == 0)
        {
            return null;
        }

        var row = id.Parameters[0];
        Expression Holds(string word) => Call(Like, Call(text, row), Value(SearchText.Pattern(word)));

        var found = phones.SignificantDigits(typed) is not { } phone ? words.Select(Holds).Aggregate(Expression.AndAlso)
            : words is [var only] && only.Contains(phone, StringComparison.Ordinal) ? Holds(phone)
            : Expression.OrElse(Holds(phone), words.Select(Holds).Aggregate(Expression.AndAlso));
        return Expression.Lambda<Func<T, bool>>(
            CustomerId.TryParse(typed, out var typedId) ? Expression.OrElse(Expression.Equal(id.Body, Value(typedId)), found) : found, row);
    }

    private static Expression Call(LambdaExpression function, params Expression[] arguments) =>
        new ReplacingExpressionVisitor(function.Parameters, arguments).Visit(function.Body);

    // A parameter of the query rather than a part of its text.
    private static Expression Value(string value)
    {
        Expression<Func<string>> captured = () => value;
        return captured.Body;
    }
}
